"""Type the commands of docs/platforms.md for a class on Moodle and one on Canvas, and upload what comes out."""

import zipfile

import pytest

from tests.documents import commands, make_checkout, section, type_in
from tests.needs import needs
from tests.rosters.files import CANVAS, MOODLE
from tests.rosters.importers import CanvasCourse, MoodleAssignment
from tests.samples import ROOT

pytestmark = pytest.mark.prove

FILES = ("images.py", "knn.py", "dimensions.py")
POINTS = 105
"""Maximum points of the assignment on the page."""


def download(path, entries):
    """Write what a platform lets an instructor download: the files of each student, under the platform's names."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, folder in entries.items():
            for file in FILES:
                archive.write(ROOT / folder / file, name.format(file))


def typed(folder, platform):
    """Type the commands of one platform."""
    text = (ROOT / "docs" / "platforms.md").read_text(encoding="utf-8")
    for command, code, output in type_in(folder, [". .venv/bin/activate", *commands(section(text, platform))]):
        assert code == 0, f"{command}\n{output}"


def test_moodle_gets_its_grades(tmp_path):
    """A right answer has all points of the tests, a skeleton none, and who is missing keeps an empty grade."""
    needs("linux")
    folder = make_checkout(tmp_path)
    download(
        folder / "moodle.zip",
        {
            "Mina Kim_123456_assignsubmission_file_/{}": "solutions/a1_knn",
            "Anna de Vries_123457_assignsubmission_file_/{}": "assignments/a1_knn",
        },
    )
    (folder / "worksheet.csv").write_text(MOODLE.replace("12.00", f"{POINTS}.00"), encoding="utf-8")
    typed(folder, "Moodle")
    moodle = MoodleAssignment({123456: "Mina Kim", 123457: "Anna de Vries", 123458: "박지원"}, POINTS)
    moodle.load((folder / "upload.csv").read_bytes())
    assert moodle.grades == {123456: 100.0, 123457: 0.0}
    assert "autograder: 100 / 105" in moodle.comments[123456]


def test_canvas_gets_its_grades(tmp_path):
    """The import has the two students who handed in, in the column that the page names."""
    needs("linux")
    folder = make_checkout(tmp_path)
    download(
        folder / "canvas.zip",
        {"kimmina_4711_900_{}": "solutions/a1_knn", "devriesanna_LATE_4712_901_{}": "assignments/a1_knn"},
    )
    (folder / "gradebook.csv").write_text(CANVAS.replace("10.00", f"{POINTS}.00"), encoding="utf-8")
    typed(folder, "Canvas")
    course = CanvasCourse({4711: ("", "", ""), 4712: ("", "", ""), 4713: ("", "", "")}, {901: "Homework 1"})
    course.load((folder / "import.csv").read_bytes())
    assert course.grades == {(4711, "Homework 1"): "100", (4712, "Homework 1"): "0"}
    assert not course.invented
