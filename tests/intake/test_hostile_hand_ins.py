"""What a student chooses (names of files, and archives) speaks for nobody else and costs the grader little."""

import io
import os
import tarfile
import zipfile

import pytest

from autograder.gradebook import Gradebook
from autograder.model.assignment import load_assignment
from autograder.submissions import listing, read
from autograder.submissions.choose import is_near
from autograder.submissions.discover import discover
from autograder.submissions.listing import ArchiveListing
from autograder.submissions.read import open_submission
from autograder.submissions.refs import SubmissionRef
from autograder.submissions.tars import MAX_HEADER, OpenTar, open_archive
from tests.intake.classes import tar_of, zip_of


@pytest.fixture
def assignment(toy):
    """Return the toy assignment."""
    return load_assignment(toy)


TIME, LATER = "2026-01-31-23-10-09", "2026-03-01-00-00-00"

NAMES = {
    "canvas": [
        "kim_4712_900_toys.py",
        "lee_4713_901_toys.py",
        "mallory_4711_902_x_4712_99999_toys.py",
        "mallory_4711_903_x_1_assignsubmission_file_1.py",
        f"mallory_4711_904_x_attempt_{TIME}_1.py",
        f"mallory_4711_905_x_attempt_{TIME}_2.py",
    ],
    "canvas with groups": [
        "team_1_4712_900_toys.py",
        "team_2_4713_901_toys.py",
        "team_3_4711_902_x_4712_99999_toys.py",
    ],
    "moodle": [
        "Kim_4712_assignsubmission_file_toys.py",
        "Lee_4713_assignsubmission_file_toys.py",
        "Mallory_4711_assignsubmission_file_x_4712_assignsubmission_file_toys.py",
        "Mallory_4711_assignsubmission_file_x_4712_901_toys.py",
    ],
    "blackboard": [
        f"HW1_4712_attempt_{TIME}_toys.py",
        f"HW1_4713_attempt_{TIME}_toys.py",
        f"HW1_4711_attempt_{TIME}_x_4712_attempt_{LATER}_toys.py",
        f"HW1_4711_attempt_{TIME}_x_4712_attempt_{LATER}.txt",
    ],
    "brightspace": [
        "12-4712 - Kim - Jan 31, 2026 1159 PM - toys.py",
        "12-4713 - Lee - Jan 31, 2026 1159 PM - toys.py",
        "12-4711 - Mallory - Jan 31, 2026 1159 PM - 12-4712 - Kim - Feb 28, 2026 1159 PM - toys.py",
    ],
}


@pytest.mark.parametrize("form", NAMES)
def test_the_name_of_a_file_names_no_other_student(tmp_path, assignment, form):
    """A file whose name looks like the entry of somebody else belongs to the student who handed it in."""
    for name in NAMES[form]:
        (tmp_path / name).write_text("Name: Kim (4712)\n")
    found = discover([tmp_path], assignment)
    owned = {
        name: student
        for ref in found.submissions
        for name in (ref.entry, *ref.more_entries)
        for student in ("4711", "4712", "4713")
        if student in ref.student
    }
    assert owned == {
        name: next(number for number in ("4711", "4712", "4713") if number in name) for name in NAMES[form]
    }
    assert {ref.platform for ref in found.submissions} == {form.split()[0]}


def test_a_long_name_is_compared_at_once():
    """Names with many digits or marks are compared without trying every way to split them."""
    assert is_near("knn" + "1" * 60 + ".py", "knn.py")
    assert not is_near("knn" + "1" * 60 + "x.py", "knn.py")
    assert not is_near("knn" + "_v_1" * 40 + "x.py", "knn.py")


def header(name: str, kind: bytes, data: bytes = b"") -> bytes:
    """Make an entry of a tar, with its content."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(data)
    return info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % tarfile.BLOCKSIZE)


def record(text: str) -> bytes:
    """Make a record of an extended header; its length includes its own digits."""
    length = next(size for size in range(len(text) + 3, len(text) + 9) if size == len(f"{size} {text}\n"))
    return f"{length} {text}\n".encode()


GLOBAL = b"".join(record(f"{number:x}=") for number in range(20_000))
SPARSE = record("GNU.sparse.major=1") + record("GNU.sparse.minor=0")
HOSTILE = {
    "digits in attributes": header("x", tarfile.XHDTYPE, b"1" * MAX_HEADER),
    "attributes for thousands": header("g", tarfile.XGLTYPE, GLOBAL) + header("x", b"0") * 5_000,
    "a map of holes": header("x", tarfile.XHDTYPE, SPARSE) + header("x", b"0", b"40000000\n" + b"0\n" * 20_000_000),
}


@pytest.mark.parametrize("trick", HOSTILE)
def test_headers_of_a_tar_cost_no_more_than_their_bytes(trick):
    """Headers that Python's own parser needs minutes or gigabytes for are read at once, and the files after them too.

    With that parser this test takes minutes or is killed.
    """
    data = HOSTILE[trick] + header("toys.py", b"0", b"t") + bytes(1024)
    archive = open_archive(io.BytesIO(data))
    (member,) = (one for one in archive.members if one.name == "toys.py")
    assert archive.read(member, 10) == b"t"


def test_attributes_are_not_kept():
    """An archive knows the names, sizes and places of its members, and nothing else that a header says."""
    archive = open_archive(io.BytesIO(HOSTILE["attributes for thousands"] + bytes(1024)))
    assert isinstance(archive, OpenTar)
    assert not any(isinstance(value, tarfile.TarFile | dict) for value in vars(archive).values())


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_of_every_form_is_read(form):
    """Long names, attributes, links and folders in every form of tar leave the files with their contents."""
    name = "/".join(["김" * 12] * 2 + ["x" * 40]) if form == tarfile.USTAR_FORMAT else "/".join(["김" * 50] * 6)
    data, wanted = io.BytesIO(), {}
    with tarfile.open(fileobj=data, mode="w", format=form) as archive:
        for number, size in enumerate((0, 1, 511, 512, 513, 3_000)):
            info = tarfile.TarInfo(f"{name}/{number}")
            info.size, info.mtime = size, 1.5
            archive.addfile(info, io.BytesIO(bytes([number]) * size))
            wanted[info.name] = bytes([number]) * size
            other = tarfile.TarInfo(f"{name}/other{number}")
            other.type, other.linkname = (tarfile.DIRTYPE, tarfile.SYMTYPE)[number % 2], "linked"
            archive.addfile(other)
    found = open_archive(io.BytesIO(data.getvalue()))
    assert {member.name: found.read(member, 5_000) for member in found.members} == wanted


def test_many_archives_are_unpacked_to_a_limit_together(tmp_path, assignment, monkeypatch):
    """Compressed tars count by what they unpack to, and archives that cannot be opened by what they took."""
    unpacked = []
    true = read.open_archive

    def counting(file, entries, most):
        archive = true(file, entries, most)
        unpacked.append(archive.unpacked)
        return archive

    monkeypatch.setattr(read, "open_archive", counting)
    monkeypatch.setattr(read, "MAX_WORK", 4 << 20)
    bomb = tar_of({"data.bin": bytes(1 << 20)})
    (tmp_path / "kim.zip").write_bytes(zip_of({f"{number}.tgz": bomb for number in range(20)}))
    open_submission(SubmissionRef.from_path(tmp_path / "kim.zip"), assignment)
    assert 1 <= sum(unpacked) >> 20 <= 4
    bad = b"PK\x03\x04" + bytes(1 << 20)
    files = {f"{number}.zip": bad for number in range(20)} | {"z.zip": zip_of({"toys.py": b"t"})}
    (tmp_path / "lee.zip").write_bytes(zip_of(files))
    assert "toys.py" not in open_submission(SubmissionRef.from_path(tmp_path / "lee.zip"), assignment).files


def test_archives_that_cannot_be_opened_take_nothing_from_others(tmp_path, assignment):
    """Beside thirty damaged archives a good one is read."""
    files = {f"{number}.zip": b"PK\x03\x04" for number in range(10)}
    files |= {f"{number}.tgz": b"\x1f\x8b" for number in range(10)} | {f"{number}.rar": b"Rar!" for number in range(10)}
    (tmp_path / "kim.zip").write_bytes(zip_of(files | {"z.zip": zip_of({"toys.py": b"t"})}))
    assert open_submission(SubmissionRef.from_path(tmp_path / "kim.zip"), assignment).files == {"toys.py": b"t"}


def test_copies_in_all_archives_together_are_limited(tmp_path, assignment):
    """More files of one name than can be compared are refused, wherever they lie."""
    inner = zip_of({f"{number}/toys.py": b"%d" % number for number in range(60)})
    (tmp_path / "kim.zip").write_bytes(zip_of({"a.zip": inner, "b.zip": inner}))
    reason = open_submission(SubmissionRef.from_path(tmp_path / "kim.zip"), assignment).reason
    assert reason
    assert "More than" in reason.en


def test_thousands_of_folders_around_a_file_are_no_class(tmp_path, assignment):
    """A path of thousands of folders in an archive is one submission, found without looking into each."""
    with zipfile.ZipFile(tmp_path / "kim.zip", "w") as archive:
        archive.writestr("a/" * 20_000 + "toys.py", b"t")
    (ref,) = discover([tmp_path / "kim.zip"], assignment).submissions
    assert ref.student == "kim"


def test_a_tar_that_shrinks_too_well_is_no_class(tmp_path, monkeypatch):
    """The tar of a class may be large, but what one student may hand in is not unpacked further than that."""
    monkeypatch.setattr(listing, "MAX_UNPACKED", 1 << 20)
    (tmp_path / "kim.tgz").write_bytes(tar_of({"data.bin": bytes(2 << 20)}))
    with pytest.raises(Exception, match="too large"):
        ArchiveListing(tmp_path / "kim.tgz")


def test_names_that_are_no_utf8_stay_apart_and_can_be_stored(tmp_path, assignment):
    """Folders from a Korean Windows have their names, others their bytes; each student is one, and is registered."""
    names = {
        "김민아".encode("cp949"): "김민아",
        "이서준".encode("cp949"): "이서준",
        b"p\xff": r"p\xff",
        b"p\xfe": r"p\xfe",
    }
    for name in names:
        folder = tmp_path / "class" / os.fsdecode(name)
        folder.mkdir(parents=True)
        (folder / "toys.py").write_bytes(name)
    found = discover([tmp_path / "class"], assignment)
    assert {ref.student for ref in found.submissions} == set(names.values())
    paths = sorted((tmp_path / "class").iterdir())
    each = discover(paths, assignment)
    assert {ref.student for ref in each.submissions} == set(names.values())
    with Gradebook(tmp_path / "gradebook.sqlite", create=True) as book:
        for collected in (found, each):
            book.register(assignment.id, collected.submissions, collected.others)
