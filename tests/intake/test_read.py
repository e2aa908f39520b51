"""Opening submissions: what is read, what is rejected, and the messages."""

import io
import stat
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.model.assignment import load_assignment
from autograder.submissions import archives, read
from autograder.submissions.read import open_submission
from autograder.submissions.refs import SubmissionRef
from tests.grading.toy import make_assignment


@pytest.fixture
def assignment(toy):
    """The toy assignment."""
    return load_assignment(toy)


@pytest.fixture(scope="module")
def toy_and_place(tmp_path_factory):
    """The toy assignment, and a path for a zip."""
    folder = tmp_path_factory.mktemp("mutated")
    return load_assignment(make_assignment(folder / "toy")), folder / "x.zip"


def opened(path, assignment):
    """Open a folder or zip as one submission."""
    return open_submission(SubmissionRef.from_path(path), assignment)


def zipped(path, members):
    """Write a zip; a member is a name or a ZipInfo."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members:
            archive.writestr(member, data)
    return path


def test_only_listed_files_are_taken(tmp_path, assignment):
    """Files that the assignment does not list are not read."""
    for name in ("toys.py", "numpy.py", "conftest.py", "pytest.ini"):
        (tmp_path / name).write_text("x = 1\n")
    assert set(opened(tmp_path, assignment).files) == {"toys.py"}


def test_a_zip_with_a_folder_inside_is_opened(tmp_path, assignment):
    """Files may be in a folder of the zip; entries that macOS adds are skipped."""
    path = zipped(tmp_path / "kim.zip", [("kim/toys.py", "a"), ("kim/sums.py", "b"), ("__MACOSX/kim/._toys.py", "c")])
    submitted = opened(path, assignment)
    assert submitted.name == "kim"
    assert submitted.files == {"toys.py": b"a", "sums.py": b"b"}


def test_the_folder_with_most_of_the_files_is_the_one(tmp_path, assignment):
    """The folder with all files is preferred to one with a stray copy."""
    path = zipped(tmp_path / "x.zip", [("old/toys.py", "old"), ("new/toys.py", "new"), ("new/sums.py", "new")])
    assert opened(path, assignment).files["toys.py"] == b"new"


@pytest.mark.parametrize("name", ["/toys.py", "../toys.py", "a/../../toys.py", "..\\toys.py", "C:\\toys.py"])
def test_paths_that_lead_out_are_not_taken(tmp_path, assignment, name):
    """Absolute paths and parent paths are skipped, also those of Windows."""
    path = zipped(tmp_path / "x.zip", [(name, "evil")])
    assert "none of the assignment's files" in opened(path, assignment).reason.en


def test_a_link_is_not_followed(tmp_path, assignment):
    """A link in a zip or a folder is skipped."""
    link = zipfile.ZipInfo("toys.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = zipped(tmp_path / "x.zip", [(link, "/etc/passwd")])
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "toys.py").symlink_to("/etc/passwd")
    assert opened(path, assignment).reason
    assert opened(folder, assignment).reason


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, assignment):
    """A member with a large stated size is rejected without reading it."""
    path = zipped(tmp_path / "x.zip", [("toys.py", b"\0" * (8 << 20))])
    assert "too large" in opened(path, assignment).reason.en


def test_a_member_that_lies_about_its_size_is_cut_and_refused(tmp_path, assignment):
    """A member that is longer than its stated size is unpacked only up to the limit."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("toys.py", b"\0" * (1 << 20))
    small = (100).to_bytes(4, "little")
    raw = data.getvalue().replace((1 << 20).to_bytes(4, "little"), small)
    path = tmp_path / "x.zip"
    path.write_bytes(raw)
    assert opened(path, assignment).reason


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut off", b"not a zip at all"])
def test_a_damaged_zip_gets_a_reason(tmp_path, assignment, data):
    """A file that is not a zip gets a reason, not an exception."""
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    assert "not a zip that can be opened" in opened(path, assignment).reason.en


def test_too_many_entries_are_refused(tmp_path, assignment, monkeypatch):
    """A zip or folder with too many entries is rejected with that reason."""
    monkeypatch.setattr(read, "MAX_ENTRIES", 20)
    path = zipped(tmp_path / "x.zip", [("toys.py", "x = 1"), *((f"f{i}", "") for i in range(20))])
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "folder")
    for submitted in (path, tmp_path / "folder"):
        assert "more than 20 files and folders" in opened(submitted, assignment).reason.en


def test_what_was_handed_in_besides_costs_nothing(tmp_path, assignment):
    """The listed files are found beside an environment or data set of thousands of files, in a folder or zip."""
    besides = [(f"hw/.venv/lib/numpy/a_{i}.py", "") for i in range(5_000)]
    path = zipped(tmp_path / "x.zip", [*besides, ("hw/src/toys.py", "x = 1")])
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "folder")
    for submitted in (path, tmp_path / "folder"):
        assert opened(submitted, assignment).files == {"toys.py": b"x = 1"}


def test_an_encrypted_zip_gets_a_reason(tmp_path, assignment):
    """A zip with a password is rejected."""
    path = zipped(tmp_path / "x.zip", [("toys.py", "x")])
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(raw))
    assert opened(path, assignment).reason


def test_a_wrong_path_is_the_callers_mistake(tmp_path, assignment):
    """A path that does not exist raises UsageError before anything is graded."""
    with pytest.raises(UsageError, match="there is no such file or folder"):
        opened(tmp_path / "nobody", assignment)


def test_a_directory_of_a_million_entries_is_never_read(tmp_path, assignment):
    """A zip with a too large central directory is rejected before it is parsed."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, *[0] * 8, 1, *[0] * 4, 0, 0) + b"x"
    directory = entry * (2 * archives.MAX_DIRECTORY // len(entry))
    path = tmp_path / "x.zip"
    path.write_bytes(directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), 0, 0))
    tracemalloc.start()
    try:
        submitted = opened(path, assignment)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "too large" in submitted.reason.en
    assert peak < archives.MAX_DIRECTORY


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_only_what_every_system_writes_is_unpacked(tmp_path, assignment, method):
    """A member packed with LZMA is rejected before it is unpacked, because it could demand gigabytes of memory."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("toys.py", "x = 1")
    assert "not a zip that can be opened" in opened(path, assignment).reason.en


MUTATIONS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]),
    mutations=MUTATIONS,
)
@example(method=zipfile.ZIP_LZMA, mutations=[(45, 255)])
def test_a_damaged_zip_never_ends_the_batch(toy_and_place, method, mutations):
    """A zip with any damage is opened or gets a reason, so the batch goes on."""
    assignment, path = toy_and_place
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr("kim/toys.py", "x = 1\n" * 50)
        archive.writestr("kim/other.txt", "y")
    raw = bytearray(data.getvalue())
    for place, value in mutations:
        raw[place % len(raw)] = value
    path.write_bytes(raw)
    submitted = opened(path, assignment)
    assert bool(submitted.files) != bool(submitted.reason)


def test_a_member_without_a_name_is_passed_over(tmp_path, assignment):
    """An entry with an empty name causes no error."""
    path = zipped(tmp_path / "x.zip", [("nameless.py", "x"), ("toys.py", "y")])
    path.write_bytes(path.read_bytes().replace(b"nameless.py", b"\0ameless.py"))
    assert opened(path, assignment).files == {"toys.py": b"y"}
