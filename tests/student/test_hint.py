"""`autograder hint`."""

from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.student import hint
from tests.student.screen import Screen
from tests.student.toy import SKELETON, make_bundle


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """An unzipped assignment."""
    return make_bundle(tmp_path / "toy", SKELETON)


def hinted(toy: Path, question: str | None, level: int | None = None, lang: str = "en") -> str:
    """What the command writes."""
    screen = Screen()
    assert hint.main(toy, question, level=level, lang=lang, console=screen) == 0
    return screen.text


def test_each_time_the_next_hint(toy: Path) -> None:
    """The folder records the hints shown, and the output states how many are left."""
    first, second = hinted(toy, "double"), hinted(toy, "double")
    assert "hint 1 of 2" in first
    assert "Think of the idea." in first
    assert "Hints left: 1" in first
    assert "hint 2 of 2" in second
    assert "Look at the shape." in second
    assert "last hint" in second


def test_after_the_last_the_last_again(toy: Path) -> None:
    """There is no hint beyond the last."""
    shown = [hinted(toy, "double") for _ in range(4)]
    assert shown[1] == shown[2] == shown[3]


def test_questions_are_remembered_apart(toy: Path) -> None:
    """A hint for one question does not advance another."""
    hinted(toy, "double")
    assert "hint 1 of 2" in hinted(toy, "halve")


def test_a_level_can_be_asked_for(toy: Path) -> None:
    """An earlier hint can be read again, and does not set the folder back."""
    hinted(toy, "double", level=2)
    assert "hint 1 of 2" in hinted(toy, "double", level=1)
    assert "hint 2 of 2" in hinted(toy, "double")


@pytest.mark.parametrize("level", [0, 3, -1])
def test_a_level_that_is_not_there(toy: Path, level: int) -> None:
    """The error states the existing levels."""
    with pytest.raises(UsageError, match=r"hints 1 to 2"):
        hinted(toy, "double", level=level)


def test_an_unknown_question_lists_those_with_hints(toy: Path) -> None:
    """The error lists all names, the most similar first."""
    with pytest.raises(UsageError, match=r"'dubble'.*did you mean double.*double, halve, total"):
        hinted(toy, "dubble")


def test_without_a_question_all_are_listed(toy: Path) -> None:
    """Each question with how many of its hints were shown."""
    hinted(toy, "halve")
    rows = [line.split() for line in hinted(toy, None).splitlines()]
    assert ["halve", "1/2", "To", "halve"] in rows
    assert ["double", "0/2", "To", "double"] in rows


def test_hints_speak_korean(toy: Path) -> None:
    """The Korean text is shown on request."""
    assert "원리를 떠올려 보세요." in hinted(toy, "double", lang="ko")


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"double": "x"}', b"\xff"])
def test_a_damaged_memory_starts_again(toy: Path, damage: bytes) -> None:
    """A state file that cannot be read counts as nothing shown."""
    hinted(toy, "double")
    (toy / hint.STATE).write_bytes(damage)
    assert "hint 1 of 2" in hinted(toy, "double")


def test_a_folder_without_memory_still_gives_hints(toy: Path) -> None:
    """If the state cannot be written, the hint is shown with a note that it was not recorded."""
    (toy / hint.STATE.parent).write_text("a file where the folder should be", encoding="utf-8")
    text = hinted(toy, "double")
    assert "Think of the idea." in text
    assert "cannot remember" in text
