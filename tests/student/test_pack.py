"""`autograder pack`."""

import os
import zipfile
from pathlib import Path

import msgspec
import pytest

from autograder.errors import UsageError
from autograder.student import pack
from tests.student.screen import Screen
from tests.student.toy import ANSWERS, SKELETON, TOY, make_bundle

NOTEBOOKS = ("a9_toy.ipynb", "a9_toy.ko.ipynb")


def packed(toy: Path, out: Path | None = None) -> tuple[int, str]:
    """Return exit code and output."""
    screen = Screen()
    return pack.main(toy, out, lang="en", console=screen), screen.flat


def contents(path: Path) -> list[str]:
    """Names in a zip."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_only_what_the_assignment_asks_for_is_packed(tmp_path: Path) -> None:
    """The students' files and the notebook go in; tests, notes and whatever else lies there do not."""
    extra = {"notes.py": "secret", "a9_toy.ipynb": "{}", ".env": "x", "other.ipynb": "{}"}
    toy = make_bundle(tmp_path / "toy", {**ANSWERS, **extra})
    code, text = packed(toy)
    assert code == 0
    assert contents(toy / "submission.zip") == ["a9_toy.ipynb", "scale.py", "summing.py"]
    assert "scale.py, summing.py, a9_toy.ipynb" in text


def test_a_notebook_is_not_needed(tmp_path: Path) -> None:
    """Where no question is answered in it, its absence is no fault."""
    toy = make_bundle(tmp_path / "toy", ANSWERS)
    assert packed(toy)[0] == 0
    assert contents(toy / "submission.zip") == ["scale.py", "summing.py"]


def test_a_notebook_with_written_answers_is_needed(tmp_path: Path) -> None:
    """Where a question is answered in writing, the notebook must be there."""
    essay = msgspec.structs.replace(TOY.question[2], kind="manual", file=None, function=None)
    toy = make_bundle(tmp_path / "toy", ANSWERS, msgspec.structs.replace(TOY, question=(*TOY.question[:2], essay)))
    code, text = packed(toy)
    assert code == 1
    assert "a9_toy.ipynb must be in the folder" in text


@pytest.mark.parametrize("saved_last", NOTEBOOKS)
def test_one_notebook_is_packed_the_one_worked_in(tmp_path: Path, saved_last: str) -> None:
    """Of two notebooks, the zip contains the one saved last, and the output names the other."""
    (other,) = set(NOTEBOOKS) - {saved_last}
    toy = make_bundle(tmp_path / "toy", {**ANSWERS, other: "{}", saved_last: "{}"})
    os.utime(toy / other, (1_000_000_000, 1_000_000_000))
    _, text = packed(toy)
    assert contents(toy / "submission.zip") == [saved_last, "scale.py", "summing.py"]
    assert f"{other} is left out" in text


@pytest.mark.parametrize(("lang", "expected"), list(zip(("en", "ko"), NOTEBOOKS, strict=True)))
def test_of_untouched_notebooks_the_one_in_the_students_language(tmp_path: Path, lang: str, expected: str) -> None:
    """Where both are as they were unzipped, in one go, the language decides."""
    toy = make_bundle(tmp_path / "toy", {**ANSWERS, **dict.fromkeys(NOTEBOOKS, "{}")})
    for seconds, name in enumerate(NOTEBOOKS):
        os.utime(toy / name, (1_000_000_000 + seconds, 1_000_000_000 + seconds))
    pack.main(toy, lang=lang, console=Screen())
    assert [name for name in contents(toy / "submission.zip") if name.endswith(".ipynb")] == [expected]


def test_a_missing_file_packs_nothing(tmp_path: Path) -> None:
    """The code is 1, the file is named, and an older zip stays as it was."""
    toy = make_bundle(tmp_path / "toy", ANSWERS)
    packed(toy)
    before = (toy / "submission.zip").read_bytes()
    (toy / "summing.py").unlink()
    code, text = packed(toy)
    assert code == 1
    assert "Nothing was packed: summing.py must be in the folder" in text
    assert (toy / "submission.zip").read_bytes() == before


def test_stubs_that_are_left_are_told(tmp_path: Path) -> None:
    """Unfinished work can be handed in, with a warning that names the questions."""
    code, text = packed(make_bundle(tmp_path / "toy", {**ANSWERS, "scale.py": SKELETON["scale.py"]}))
    assert code == 0
    assert "Still not written: double, halve." in text


def test_a_file_that_python_cannot_read_is_told(tmp_path: Path) -> None:
    """`pack` reports a syntax error."""
    _, text = packed(make_bundle(tmp_path / "toy", {**ANSWERS, "scale.py": "x = (\n"}))
    assert "scale.py:1: Python cannot read it" in text


def test_equal_files_give_equal_zips(tmp_path: Path) -> None:
    """Neither the time nor the place shows in the zip."""
    zips = []
    for name in ("one", "two"):
        toy = make_bundle(tmp_path / name, ANSWERS)
        (toy / "scale.py").touch()
        zips.append(pack.pack(toy).path.read_bytes())
    assert zips[0] == zips[1]


def test_the_zip_goes_where_it_is_asked_to(tmp_path: Path) -> None:
    """`--out` names the file; folders on the way are made."""
    toy = make_bundle(tmp_path / "toy", ANSWERS)
    out = tmp_path / "new" / "mine.zip"
    packed(toy, out)
    assert contents(out) == ["scale.py", "summing.py"]
    assert not (toy / "submission.zip").exists()


def test_what_is_packed_is_what_was_written(tmp_path: Path) -> None:
    """The bytes of a file, its encoding and line ends included, arrive unchanged."""
    toy = make_bundle(tmp_path / "toy", ANSWERS)
    data = "# 한글\r\nx = 1\r\n".encode("cp949")
    (toy / "scale.py").write_bytes(data)
    with zipfile.ZipFile(pack.pack(toy).path) as archive:
        assert archive.read("scale.py") == data


def test_a_folder_that_is_no_assignment(tmp_path: Path) -> None:
    """A wrong folder is the caller's mistake."""
    with pytest.raises(UsageError, match=r"assignment\.json"):
        packed(tmp_path)
