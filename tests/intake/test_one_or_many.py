"""Whether a path is one submission or a class: what is recognized, and what is refused with the way out."""

import pytest

from autograder.errors import UsageError
from autograder.model.assignment import load_assignment
from autograder.submissions.discover import discover
from autograder.submissions.read import open_submission
from tests.intake.classes import RAR, tar_of, zip_of

BOTH = {"toys.py": b"t", "sums.py": b"s"}
ZIP = zip_of(BOTH)
METADATA = b"submission_1:\n  :submitters:\n  - :name: Victim\n    :sid: '7'\n"


def put(folder, files):
    """Write files; a value that is a dictionary is a folder."""
    for name, content in files.items():
        path = folder / name
        if isinstance(content, dict):
            path.mkdir(parents=True, exist_ok=True)
            put(path, content)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return folder


CLASSES = {
    "one student alone": ({"kim": BOTH}, ["kim"]),
    "one zip alone": ({"kim.zip": ZIP}, ["kim"]),
    "the packed zip of each": ({"kim/submission.zip": ZIP, "lee/submission.zip": ZIP}, ["kim", "lee"]),
    "the packed zip, deeper": ({"kim/a/submission.zip": ZIP, "lee/submission.zip": ZIP}, ["kim", "lee"]),
    "every kind of archive": (
        {"a.ZIP": ZIP, "b.tar": tar_of(BOTH, "w"), "c.tgz": tar_of(BOTH), "d.tar.xz": tar_of(BOTH, "w:xz")},
        ["a", "b", "c", "d"],
    ),
    "a zip beside what was unpacked from it": ({"kim": BOTH, "kim.zip": ZIP, "lee": BOTH}, ["kim", "lee"]),
    "junk beside": (
        {"kim": BOTH, "lee": BOTH, ".DS_Store": b"x", "__MACOSX/._kim": b"x", "Thumbs.db": b"x"},
        ["kim", "lee"],
    ),
    "a student with two copies among others": (
        {"kim": BOTH, "lee": BOTH, "choi": {"one": BOTH, "two": {**BOTH, "toys.py": b"else"}}},
        ["choi", "kim", "lee"],
    ),
    "a student's own metadata": (
        {"kim": {**BOTH, "submission_metadata.yml": METADATA, "submission_1/toys.py": b"x"}, "lee": BOTH},
        ["kim", "lee"],
    ),
    "a student's zip that looks like a download": (
        {"kim.zip": zip_of({"victim_4711_900_toys.py": b"x", "other_4712_901_toys.py": b"x"}), "lee.zip": ZIP},
        ["kim", "lee"],
    ),
    "three, with a folder and files around": (
        {"hw": {"kim": BOTH, "lee": BOTH, "choi": BOTH}, "roster.csv": b"x"},
        ["choi", "kim", "lee"],
    ),
    "a download and a roster": (
        {"m.zip": zip_of({f"K_{n}_assignsubmission_file_/toys.py": b"x" for n in range(2)}), "grades.csv": b"x"},
        ["0", "1"],
    ),
    "three, with a folder around": ({"hw": {"kim": BOTH, "lee": BOTH, "choi": BOTH}}, ["choi", "kim", "lee"]),
    "clones with a metadata file": (
        {"toy-kim": {**BOTH, ".git/HEAD": b"", "submission_metadata.yml": METADATA}, "toy-lee/.git/HEAD": b""},
        ["kim", "lee"],
    ),
}


@pytest.mark.parametrize("case", CLASSES)
def test_a_folder_of_students_is_a_class(toy, tmp_path, case):
    """Each entry is one student's, whatever lies in it."""
    files, students = CLASSES[case]
    found = discover([put(tmp_path / "class", files)], load_assignment(toy))
    assert sorted(ref.student for ref in found.submissions) == students


SINGLE = {
    "files": BOTH,
    "files, and folders beside": {**BOTH, "data/x.bin": b"x", "old": BOTH},
    "a folder around": {"toy": BOTH},
    "source and data": {"src": BOTH, "data/x.bin": b"x"},
    "two parts": {"part 1/toys.py": b"t", "part 2/sums.py": b"s"},
    "the packed zip": {"submission.zip": ZIP},
    "a clone": {".git/HEAD": b"", "kim": BOTH, "lee": BOTH},
    "nothing at all": {},
}


@pytest.mark.parametrize("case", SINGLE)
def test_a_students_folder_is_one_submission(toy, tmp_path, case):
    """It has the folder's name, and all of its files are found."""
    (tmp_path / "kim").mkdir()
    (ref,) = discover([put(tmp_path / "kim", SINGLE[case])], load_assignment(toy)).submissions
    assert ref.student == "kim"
    if case not in ("a clone", "nothing at all"):
        assert open_submission(ref, load_assignment(toy)).files == BOTH


def test_a_students_zip_is_one_submission(toy, tmp_path):
    """A zip with a folder around the files has its own name, not the folder's."""
    path = tmp_path / "kim.zip"
    path.write_bytes(zip_of({"hw/toys.py": b"t", "hw/sums.py": b"s", "hw/data/x": b"x"}))
    (ref,) = discover([path], load_assignment(toy)).submissions
    assert (ref.student, open_submission(ref, load_assignment(toy)).files) == ("kim", BOTH)


CANVAS = {"kim_4711_900_toys.py": b"x", "lee_4712_901_toys.py": b"x"}
MOODLE = {f"Kim_{n}_assignsubmission_file_/toys.py": b"x" for n in range(3)}
REFUSED = {
    "a class of classes": ({"a": {"kim": BOTH, "lee": BOTH}, "b": {"choi": BOTH, "park": BOTH}}, "--from folder"),
    "a file of the assignment beside students": ({**BOTH, "kim": BOTH, "lee": BOTH}, "--from folder"),
    "a file of the assignment in a download": ({**CANVAS, "toys.py": b"x"}, "--from canvas"),
    "half a download": ({**MOODLE, **{f"s{n}": BOTH for n in range(5)}}, "--from moodle"),
    "one of two with files": ({"kim": BOTH, "lee/Toys.py": b"x"}, "--from submission"),
    "two halves": ({"kim/toys.py": b"x", "lee/sums.py": b"x"}, "--from submission"),
    "two downloads": ({"a.zip": zip_of(CANVAS), "b.zip": zip_of(CANVAS)}, "--from canvas"),
    "old and new": ({"old": BOTH, "new": BOTH}, "--from submission"),
    "two, with a folder around": ({"hw": {"kim": BOTH, "lee": BOTH}}, "--from folder"),
    "a class and a file beside it": ({"hw": {"kim": BOTH, "lee": BOTH}, "roster.csv": b"x"}, "--from folder"),
    "a broken export": ({"submission_metadata.yml": b"- a list", "submission_1": BOTH}, "download the export again"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_be_read_in_two_ways_is_refused(toy, tmp_path, case):
    """The error names what settles it."""
    files, cure = REFUSED[case]
    with pytest.raises(UsageError, match=cure):
        discover([put(tmp_path / "class", files)], load_assignment(toy))


def test_a_reading_is_decided_by_hand(toy, tmp_path):
    """`--from` settles each refusal, and refuses what does not have its form."""
    assignment = load_assignment(toy)

    def students(name, platform):
        return sorted(ref.student for ref in discover([tmp_path / name], assignment, platform).submissions)

    for case, (files, _) in REFUSED.items():
        put(tmp_path / case, files)
    assert students("half a download", "moodle") == ["0", "1", "2"]
    assert len(students("half a download", "folder")) == 8
    assert students("a file of the assignment in a download", "canvas") == ["4711", "4712"]
    assert students("one of two with files", "folder") == ["kim", "lee"]
    assert students("two, with a folder around", "folder") == ["kim", "lee"]
    for case in REFUSED:
        assert students(case, "submission") == [case]
    with pytest.raises(UsageError, match="nothing in it is named as blackboard"):
        students("half a download", "blackboard")
    with pytest.raises(UsageError, match="choose one of gradescope, moodle"):
        students("half a download", "ilias")


def test_paths_named_one_by_one_are_one_submission_each(toy, tmp_path):
    """Nothing in a folder can speak for others; two of one name are told apart by their folders."""
    fake = {"submission_metadata.yml": METADATA, "submission_1/toys.py": b"x"}
    put(tmp_path, {"a/kim": {**BOTH, **fake}, "b/kim": BOTH, "lee.zip": zip_of(CANVAS), "choi": CANVAS})
    paths = [tmp_path / name for name in ("a/kim", "b/kim", "lee.zip", "choi")]
    found = discover(paths, load_assignment(toy)).submissions
    assert [ref.student for ref in found] == ["a/kim", "b/kim", "lee", "choi"]
    assert len({ref.name for ref in found}) == 4


def test_the_entries_of_a_download_keep_their_students(toy, tmp_path):
    """Paths that a platform named are read by its names, unless several are one student's."""
    assignment = load_assignment(toy)
    put(tmp_path / "m", MOODLE)
    found = discover(sorted((tmp_path / "m").iterdir()), assignment).submissions
    assert [(ref.student, ref.people[0].name) for ref in found] == [("0", "Kim"), ("1", "Kim"), ("2", "Kim")]
    put(tmp_path / "c", {**CANVAS, "kim_4711_902_sums.py": b"x"})
    with pytest.raises(UsageError, match="name the folder itself"):
        discover(sorted((tmp_path / "c").iterdir()), assignment)


def test_several_classes_are_not_several_submissions(toy, tmp_path):
    """If every path looks like a class, the error says how to read them; `--from` reads all of them."""
    assignment = load_assignment(toy)
    put(tmp_path, {"a": {"kim": BOTH, "lee": BOTH}, "b": {"kim": BOTH, "park": BOTH}})
    paths = [tmp_path / "a", tmp_path / "b"]
    with pytest.raises(UsageError, match="add --from folder"):
        discover(paths, assignment)
    found = discover(paths, assignment, "folder").submissions
    assert [ref.student for ref in found] == ["a/kim", "lee", "b/kim", "park"]
    assert [ref.entry for ref in found] == ["a/kim", "a/lee", "b/kim", "b/park"]


@pytest.mark.parametrize(("paths", "said"), [(["kim", "kim"], "twice"), (["kim", "kim/src"], "lies in"),
                                             (["nobody"], "no such file")])  # fmt: skip
def test_a_path_counts_once(toy, tmp_path, paths, said):
    """A path that is named twice, lies in another, or does not exist is the caller's mistake."""
    put(tmp_path, {"kim/src": BOTH})
    with pytest.raises(UsageError, match=said):
        discover([tmp_path / path for path in paths], load_assignment(toy))


def test_what_cannot_be_used_says_what_it_is(toy, tmp_path):
    """A format is named by its first bytes, with the way out; a link, an empty folder and other files are listed."""
    files = {"a.rar": RAR, "b.zip": RAR, "c.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40), "d.zip": b"", "e.zip": b"<html>x",
             "f.docx": ZIP, "g": {}, "notes.txt": b"x", "index.html": b"x", "kim": BOTH, "lee.py": b"x"}  # fmt: skip
    (put(tmp_path / "class", files) / "link").symlink_to("/etc")
    found = discover([tmp_path / "class"], load_assignment(toy))
    assert [ref.student for ref in found.submissions] == ["kim", "lee"]
    said = {other.entry: f"{other.status}: {other.reason.en}" for other in found.others}
    wanted = {"a.rar": "a zip of the same files in its place", "b.zip": "b.zip is a RAR archive", "c.7z": "7z archive",
              "d.zip": "is empty", "e.zip": "the format HTML", "f.docx": "the format Office", "g": "folder is empty",
              "notes.txt": "nor a Python file", "index.html": "ignored", "link": "not followed"}  # fmt: skip
    assert said.keys() == wanted.keys()
    assert [name for name, text in wanted.items() if text not in said[name]] == []


def test_what_the_reason_of_a_rar_advises_works_in_every_form(toy, tmp_path):
    """A zip in the archive's place, with the same name but .zip at the end, is that student's submission."""
    forms = {
        "canvas": ("kim_4711_900_homework.rar", {"lee_4712_901_toys.py": b"x"}),
        "moodle": ("Kim_4711_assignsubmission_file_/homework.rar", {"Lee_4712_assignsubmission_file_/toys.py": b"x"}),
        "moodle_flat": (
            "Kim_4711_assignsubmission_file_homework.rar",
            {"Lee_4712_assignsubmission_file_toys.py": b"x"},
        ),
        "folder": ("4711.rar", {"4712/toys.py": b"x"}),
    }
    for form, (name, others) in forms.items():
        place = put(tmp_path / form, {name: RAR, **others})
        found = discover([place], load_assignment(toy))
        (reason,) = (other.reason.en for other in found.others)
        assert "with the same name but .zip at the end" in reason
        (place / name).unlink()
        put(place, {name.replace(".rar", ".zip"): ZIP})
        found = discover([place], load_assignment(toy))
        assert ([ref.student for ref in found.submissions], found.others) == (["4711", "4712"], ()), form


def test_what_cannot_be_used_keeps_the_time_of_the_platform(toy, tmp_path):
    """A RAR archive from Blackboard came when its name says, so that its student is known to be on time."""
    times = {"kim": "2027-03-01-10-30-00", "lee": "2027-03-02-11-00-00"}
    files = {f"HW_{name}_attempt_{time}_homework.rar": RAR for name, time in times.items()}
    found = discover([put(tmp_path / "class", files)], load_assignment(toy))
    came = {other.people[0].key: f"{other.handed_in:%Y-%m-%d-%H-%M-%S}" for other in found.others if other.handed_in}
    assert (found.submissions, came) == ((), times)


def test_a_download_that_stopped_half_way_is_no_submission(toy, tmp_path):
    """A damaged archive is the caller's to mend, unless it is said to be one student's."""
    path = tmp_path / "class.zip"
    path.write_bytes(zip_of(CANVAS)[:-30])
    with pytest.raises(UsageError, match="Download it again"):
        discover([path], load_assignment(toy))
    (ref,) = discover([path], load_assignment(toy), "submission").submissions
    assert "not a zip that can be opened" in open_submission(ref, load_assignment(toy)).reason.en


def test_names_from_a_download_are_one_harmless_line(toy, tmp_path):
    """A name with line breaks, escape sequences or direction marks reaches no table as it is."""
    bad = {f"Kim\n\x1b[31m\u202eLee_{n}_assignsubmission_file_/toys.py": b"x" for n in range(2)}
    (tmp_path / "c.zip").write_bytes(zip_of(bad))
    found = discover([tmp_path / "c.zip"], load_assignment(toy)).submissions
    assert [ref.people[0].name for ref in found] == ["Kim Lee", "Kim Lee"]
    assert [ref.name for ref in found] == ["Kim Lee_0", "Kim Lee_1"]
    assert found[0].entry == "Kim Lee_0_assignsubmission_file_"
    assert open_submission(found[0], load_assignment(toy)).files == {"toys.py": b"x"}
