"""Opening submissions: what is read, what is rejected, and the messages."""

import gzip
import io
import lzma
import stat
import struct
import tarfile
import tracemalloc
import zipfile
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.model.assignment import load_assignment
from autograder.model.people import Person
from autograder.submissions import archives, read
from autograder.submissions.read import open_submission
from autograder.submissions.refs import SubmissionPart, SubmissionRef
from tests.grading.toy import make_assignment
from tests.intake.classes import RAR, tar_of, zip_of

recorded = pytest.mark.recorded("archives", "autograder", "pyproject.toml", "requirements.lock")
"""The mark of tests that read thousands of entries or archives."""


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


@recorded
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


@recorded
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


BOTH = {"toys.py": b"t", "sums.py": b"s"}
OLD = {"toys.py": b"old t", "sums.py": b"old s"}


def put(folder, files):
    """Write files below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


FOUND = {
    "any depth": {f"{'a/' * 30}{name}": content for name, content in BOTH.items()},
    "a zip in a zip": {"x.zip": zip_of({"y/z.zip": zip_of(BOTH)})},
    "every kind": {"x.TGZ": tar_of({"toys.py": b"t"}), "y.tar.xz": tar_of({"sums.py": b"s"}, "w:xz")},
    "a bad archive beside": {**BOTH, "data.zip": b"PK\x03\x04 and no more", "more.rar": RAR},
    "two folders": {"a/toys.py": b"t", "b/sums.py": b"s"},
    "the same twice": {**{f"a/{name}": data for name, data in BOTH.items()}, "b.zip": zip_of(BOTH)},
    "libraries and checkpoints": {
        **BOTH,
        **{f"{folder}/toys.py": b"no" for folder in (".venv/lib", "venv/lib", "x/site-packages", "node_modules/a",
                                                     ".ipynb_checkpoints", "__MACOSX", ".history", "__pycache__")},
    },
    "loose before zip": {**BOTH, "submission.zip": zip_of(OLD)},
    "upper before deeper": {**BOTH, **{f"old/{name}": data for name, data in OLD.items()}},
    "outer zip before inner": {"x.zip": zip_of({**BOTH, "old.zip": zip_of(OLD)})},
    "Windows": {"x.zip": zip_of({f"work\\{name}": data for name, data in BOTH.items()})},
    "names of a Korean Windows": {
        "x.zip": zip_of({f"abcdef/{name}": data for name, data in BOTH.items()}).replace(
            b"abcdef", "과제물".encode("cp949")
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("container", ["folder", "zip", "tar"])
@pytest.mark.parametrize("case", FOUND)
def test_the_files_that_count_are_found(tmp_path, assignment, case, container):
    """Both files are read from wherever a student put them, and libraries, checkpoints and old copies are not."""
    path = tmp_path / "kim"
    if container == "folder":
        put(path, FOUND[case])
    else:
        path.write_bytes((zip_of if container == "zip" else tar_of)(FOUND[case]))
    if container != "folder" and case in ("a zip in a zip", "outer zip before inner"):
        return  # a third level, which is not opened
    assert opened(path, assignment).files == BOTH


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"x.zip": zip_of({"y.zip": zip_of({"z.zip": zip_of(BOTH)})})}, "too many archives"),
        ({"a.zip": zip_of(BOTH), "b.zip": zip_of(OLD)}, "more than once, with different contents"),
        ({"one/toys.py": b"1", "two/toys.py": b"2"}, "one/toys.py, two/toys.py"),
        ({"answers.rar": RAR}, "a RAR archive"),
        ({"x.zip": b"<html>"}, "it has the format HTML"),
        ({"Toys.py": b"x", "sums_final (2).py": b"y"}, "sums_final (2).py should be called sums.py"),
        ({"a1.ipynb": b"{}"}, "A notebook is not graded"),
        ({"knn.py": b"x"}, "Found: knn.py"),
        ({".venv/toys.py": b"x"}, "It is empty"),
    ],
)
def test_what_cannot_be_settled_gets_a_reason(tmp_path, assignment, files, said):
    """The reason names what was found."""
    submitted = opened(put(tmp_path / "kim", files), assignment)
    assert (submitted.files, said in submitted.reason.en) == ({}, True), submitted.reason


def test_nearly_right_names_are_taken_on_request(tmp_path, assignment):
    """Without the request the reason names them; with it they are read, and the notes say so."""
    near = [
        "Toys.py",
        "toys (1).py",
        "toys.py.txt",
        "toys_final.py",
        "toys-2.py",
        "TOYS.PY",
        "toys copy.py",
        "toys.txt",
    ]
    for number, name in enumerate(near):
        folder = put(tmp_path / str(number), {name: b"x"})
        ref = SubmissionRef.from_path(folder)
        assert f"{name} should be called toys.py" in open_submission(ref, assignment).reason.en
        taken = open_submission(ref, assignment, accept_names=True)
        assert (taken.files, name in taken.notes.en) == ({"toys.py": b"x"}, True)
    for name in ("mytoys2go.py", "test_toys.py", "toys_utils.py", "toystory.py", "sum.py"):
        folder = put(tmp_path / name, {name: b"x"})
        assert open_submission(SubmissionRef.from_path(folder), assignment, accept_names=True).files == {}


def test_the_file_that_came_last_counts(tmp_path, assignment):
    """The platform's time decides, then loose before zip, then the platform's number; a date in a zip never."""
    folder = put(tmp_path / "kim", {"a.py": b"first", "b.py": b"second", "c.zip": zip_of({"toys.py": b"zipped"})})

    def read(*parts):
        ref = SubmissionRef("kim", "kim", (Person("kim"),), parts)
        return open_submission(ref, assignment).files["toys.py"]

    def part(file, name="toys.py", day=None, number=None):
        at = datetime(2026, 1, day, tzinfo=UTC) if day else None
        return SubmissionPart(name, folder / file, None, at, number)

    assert read(part("a.py", day=1), part("c.zip", "c.zip", day=2)) == b"zipped"
    assert read(part("a.py", day=3), part("c.zip", "c.zip", day=2)) == b"first"
    assert read(part("a.py"), part("c.zip", "c.zip", day=2)) == b"first"
    assert read(part("a.py", number=9), part("b.py", number=7), part("c.zip", "c.zip", number=11)) == b"first"


def test_a_file_alone_is_a_submission(tmp_path, toy):
    """It counts under its listed name, and under any name if the assignment asks for one file only."""
    assignment = load_assignment(toy)
    put(tmp_path, {"toys.py": b"x", "seo.py": b"y"})
    assert opened(tmp_path / "toys.py", assignment).files == {"toys.py": b"x"}
    assert "none of the assignment's files" in opened(tmp_path / "seo.py", assignment).reason.en
    single = msgspec.structs.replace(assignment, question=assignment.question[:1])
    submitted = opened(tmp_path / "seo.py", single)
    assert (submitted.files, "taken as toys.py" in submitted.notes.en) == ({"toys.py": b"y"}, True)


def tar_with(*members):
    """Make a tar of TarInfo records and contents."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def named(name, kind=tarfile.REGTYPE, **more):
    """Make a TarInfo."""
    info = tarfile.TarInfo(name)
    info.type = kind
    for key, value in more.items():
        setattr(info, key, value)
    return info


HOSTILE_TARS = {
    "absolute": tar_with((named("/toys.py"), b"x")),
    "outside": tar_with((named("../toys.py"), b"x")),
    "link": tar_with((named("toys.py", tarfile.SYMTYPE, linkname="/etc/passwd"), b"")),
    "hard link": tar_with((named("toys.py", tarfile.LNKTYPE, linkname="/etc/passwd"), b"")),
    "device": tar_with((named("toys.py", tarfile.CHRTYPE, devmajor=1, devminor=5), b"")),
    "huge header": tar_with((named("toys.py", pax_headers={"comment": "x" * (2 << 20)}), b"x")),
    "header without end": tar_with((named("x", tarfile.XHDTYPE), b"9" * 5_000)),
    "large": tar_with((named("toys.py"), bytes(1 << 20))),
    "cut off": tar_of(BOTH)[:60],
    "cut off xz": tar_of(BOTH, "w:xz")[:60],
    "not a tar": gzip.compress(b"x = 1"),
    "xz with a dictionary of a gigabyte": lzma.compress(
        tar_of(BOTH, "w"), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30, "mode": lzma.MODE_FAST,
                                     "mf": lzma.MF_HC3, "nice_len": 10, "depth": 1}]),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE_TARS)
def test_a_hostile_tar_gets_a_reason(tmp_path, assignment, case):
    """Links, devices, paths that lead out, and what asks for too much are not read; memory stays small."""
    path = tmp_path / "x.tar"
    path.write_bytes(HOSTILE_TARS[case])
    tracemalloc.start()
    try:
        submitted = opened(path, assignment)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (submitted.files, bool(submitted.reason)) == ({}, True)
    assert peak < 16 << 20


def test_what_unpacks_without_end_is_cut_off(tmp_path, assignment, monkeypatch):
    """A tar, and the archives in an archive together, are unpacked up to a limit."""
    monkeypatch.setattr(read, "MAX_UNPACKED", 1 << 20)
    monkeypatch.setattr(read, "MAX_WORK", 1 << 20)
    bombs = {"x.tgz": tar_of({"data.bin": bytes(4 << 20), **BOTH}), "y.zip": zip_of({"z.zip": stored(bytes(2 << 20))})}
    for name, data in bombs.items():
        (tmp_path / name).write_bytes(data)
        assert "too large" in opened(tmp_path / name, assignment).reason.en
    many = zip_of({f"{number}.zip": stored(bytes(400_000)) for number in range(4)})
    (tmp_path / "many.zip").write_bytes(many)
    assert "too large" in opened(tmp_path / "many.zip", assignment).reason.en
    (tmp_path / "lots.zip").write_bytes(zip_of({f"{n}.zip": zip_of({}) for n in range(read.MAX_INNER + 1)}))
    assert opened(tmp_path / "lots.zip", assignment).reason


def stored(content):
    """Zip one file without compressing it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("data.bin", content)
    return data.getvalue()


@recorded
def test_forty_thousand_entries_are_no_obstacle(tmp_path, assignment):
    """A zip with an environment of long names is opened."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("hw/toys.py", b"t")
        one = archive.infolist()[0]
        for number in range(40_000):  # entries of the table of contents alone, for writing each file takes long
            info = zipfile.ZipInfo(
                f"hw/.venv/lib/python3.11/site-packages/torch/include/ATen/ops/a_long_name_{number}.h"
            )
            info.header_offset, info.CRC, info.file_size, info.compress_size = one.header_offset, one.CRC, 1, 1
            archive.filelist.append(info)
        archive._didModify = True
    (tmp_path / "x.zip").write_bytes(data.getvalue())
    assert len(zipfile.ZipFile(tmp_path / "x.zip").namelist()) == 40_001
    assert opened(tmp_path / "x.zip", assignment).files == {"toys.py": b"t"}
