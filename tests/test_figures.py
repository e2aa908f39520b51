"""The figures of the handouts: one for each section, in both languages, drawn from data that ship."""

import re

import numpy as np
import pytest

from tests.assignments.sources import COURSE, IDS
from tools.figures.drawing import drawn, folder
from tools.figures.every import FIGURES

SOURCES = COURSE.sources()
QUICK = {
    "a1_knn": "three_parts",
    "a2_linear": "losses",
    "a3_gradients": "hinge",
    "a4_sgd": "steps",
    "a5_networks": "graph",
}
IMAGE = re.compile(r"!\[([^\]]*)\]\(figures/([^)]*)\)")


@pytest.mark.parametrize("source", SOURCES, ids=IDS)
@pytest.mark.parametrize("ending", ["", ".ko"])
def test_every_section_has_a_figure_with_a_text_for_those_who_do_not_see_it(source, ending):
    """Each numbered section shows a figure in the language of the handout, and every figure is shown."""
    text = (source.folder / f"handout{ending}.md").read_text(encoding="utf-8")
    sections = re.split(r"(?m)^## ", text)[1:]
    without = [one.partition("\n")[0] for one in sections if one[0].isdigit() and not IMAGE.search(one)]
    assert without == []
    shown = IMAGE.findall(text)
    assert [alt for alt, _name in shown if len(alt) < 20] == []
    assert sorted(name for _alt, name in shown) == sorted(f"{name}{ending}.svg" for name in FIGURES[source.id])
    files = {path.name for path in (source.folder / "figures").iterdir()}
    assert {name for _alt, name in shown} <= files


@pytest.mark.parametrize(
    "assignment",
    [
        pytest.param(
            id,
            marks=pytest.mark.recorded(
                f"figures:{id}", f"solutions/{id}/figures", "autograder/plots.py", "requirements.lock"
            ),
        )
        for id in IDS
    ],
)
def test_a_figure_is_the_same_at_each_run(assignment):
    """Drawn again, a figure has the bytes that are in the repository; English needs no font of the machine."""
    name = QUICK[assignment]
    made = drawn({name: FIGURES[assignment][name]}, ("en",))
    assert made[f"{name}.svg"] == (folder(assignment) / f"{name}.svg").read_bytes()


@pytest.mark.parametrize("assignment", IDS)
def test_korean_figures_speak_korean(assignment):
    """No text of a Korean figure has two English words in a row."""
    for path in folder(assignment).glob("*.ko.svg"):
        texts = re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", path.read_text(encoding="utf-8"))
        assert [text for text in texts if re.search("[A-Za-z]{2,} [A-Za-z]{2,}", text)] == [], path.name


def test_a_sheet_of_one_color_is_nearer_than_the_portrait_itself():
    """What the handout says of the photograph: the mean color is nearer than the moved and the cropped copy."""
    text = (folder("a1_knn") / "semantic_gap.svg").read_text(encoding="utf-8")
    distances = [int(found.replace(",", "")) for found in re.findall(r">(\d[\d,]*)<", text)]
    original, moved, _dark, cropped, _covered, mean = distances
    assert original == 0
    assert mean < min(moved, cropped)


def test_random_directions_stand_at_right_angles():
    """With 650 weights a random direction stands at about 88 degrees to any other, and its cosine is about 1/30."""
    directions = np.random.default_rng(1).standard_normal((2000, 650))
    cosines = np.abs(directions[:, 0]) / np.linalg.norm(directions, axis=1)
    assert np.degrees(np.arccos(cosines)).mean() == pytest.approx(88.2, abs=0.15)
    assert 1 / cosines.mean() == pytest.approx(32, abs=2)


@pytest.mark.parametrize("source", SOURCES, ids=IDS)
@pytest.mark.parametrize("ending", ["", ".ko"])
def test_every_formula_of_a_handout_is_shown_as_one(source, ending):
    """No formula of a page is left as it was typed: neither as text nor as code."""
    page = (COURSE.generated / source.id / f"handout{ending}.html").read_text(encoding="utf-8")
    assert "<math" in page
    assert "<code>$" not in page
    shown = re.sub(r'(?s)<style>.*?</style>|<code.*?</code>|<math.*?</math>|src="[^"]*"', "", page)
    assert re.findall(r".{0,20}\$.{0,20}", shown) == []
