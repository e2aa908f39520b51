"""`assignment.toml` is read strictly, and an error names file, key and values allowed."""

import pytest

from autograder.errors import AssignmentError
from autograder.files import read_toml
from autograder.model.assignment import Assignment, load_assignment

GOOD = """
schema = 1
languages = ["en", "ko"]
id = "toy"
title = { en = "Toy", ko = "장난감" }
due = 2027-03-19T23:59:00+09:00
late = { per_day = 0.1, grace = 2 }
limits = { cpu = 5, memory = 512 }

[[question]]
id = "double"
kind = "auto"
title = { en = "Twice", ko = "두 배" }
file = "toys.py"
function = "double"
points = 3
hints = [{ en = "Add.", ko = "더하세요." }]
"""


@pytest.fixture
def load(tmp_path):
    """Loads the assignment with something in another's place: `load(old, new)`."""

    def loaded(old="", new=""):
        folder = tmp_path / "toy"
        folder.mkdir(exist_ok=True)
        assert old in GOOD
        (folder / "assignment.toml").write_text(GOOD.replace(old, new, 1) if old else GOOD, encoding="utf-8")
        return load_assignment(folder)

    return loaded


def test_every_number_of_hundredths_is_points(load):
    """1.1 and 0.29 are, like all others up to 20, though a hundred times each is no whole number in binary."""
    for hundredths in range(1, 2001):
        points = hundredths / 100
        assert load("points = 3", f"points = {points}").question[0].points == points


@pytest.mark.parametrize("points", ["0.125", "3.001", "1e-3"])
def test_points_of_more_decimals_are_refused(load, points):
    """They could not be shared out in hundredths."""
    with pytest.raises(AssignmentError, match=r"question\[0\]\.points: found .*; points have at most two decimals"):
        load("points = 3", f"points = {points}")


@pytest.mark.parametrize("number", ["inf", "nan", "-inf", "1e300", "-1"])
@pytest.mark.parametrize("key", ["points = 3", "cpu = 5", "memory = 512", "per_day = 0.1", "grace = 2"])
def test_what_is_no_number_to_count_with_is_refused(load, key, number):
    """The message names the key; nothing overflows later."""
    name = key.partition(" ")[0]
    with pytest.raises(AssignmentError, match=rf"assignment\.toml: \S*{name}: "):
        load(key, f"{name} = {number}")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("schema = 1", "schema = 2", "schema: Invalid enum value 2; allowed: 1"),
        ('kind = "auto"', 'kind = "atuo"', "question[0].kind: Invalid enum value 'atuo'; allowed: 'auto', 'manual'"),
        ("points = 3", "point = 3", "question[0]: Object contains unknown field `point`; allowed: id, title, points"),
        ("points = 3", 'points = "3"', "question[0].points: found '3'. Expected `float`, got `str`"),
        ("memory = 512", "memory = 8", "limits.memory: found 8. Expected `int` >= 256"),
        ('"double"', '"Double"', "question[0].id: found 'Double'. Expected `str` matching regex '^[a-z][a-z0-9_]*"),
        ('"double"', '"double\\n"', "question[0].id: found 'double\\n'. Expected `str` matching regex"),
    ],
)
def test_a_wrong_value_is_told_with_what_is_allowed(load, old, new, told):
    """File and key, what was found there, and what may stand there."""
    with pytest.raises(AssignmentError) as caught:
        load(old, new)
    assert f"toy/assignment.toml: {told}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "key", "longest"),
    [('id = "double"', "id", ""), ('file = "toys.py"', "file", ".py")],
)
def test_names_have_a_length_that_every_disk_takes(load, old, key, longest):
    """Files and folders are called after them: 64 characters, and no more."""
    load(old, f'{key} = "{"a" * (64 - len(longest))}{longest}"')
    with pytest.raises(AssignmentError, match=rf"question\[0\]\.{key}: found 'a.*'\. Expected `str` of length <= 64"):
        load(old, f'{key} = "{"a" * (65 - len(longest))}{longest}"')


def test_a_file_that_cannot_be_read_is_told_with_its_place(tmp_path):
    """A folder stands where the file should."""
    with pytest.raises(AssignmentError, match=r"cannot be read \(Is a directory\); it must be a file, and yours"):
        read_toml(tmp_path, Assignment)
