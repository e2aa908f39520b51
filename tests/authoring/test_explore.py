"""The page with a figure that moves: what it is made of, what is refused, and that it holds no answer."""

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pytest

from autograder import plots
from autograder.authoring.build import build
from autograder.authoring.course import Course
from autograder.authoring.explore import explore_page
from autograder.authoring.leaks import collect_answers, scan
from autograder.authoring.page_scripts import as_python
from autograder.errors import AssignmentError
from tests.toy_course import put

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT)
FOLDERS = sorted(ROOT.glob("solutions/*/explore"))
LIMIT = 150_000
"""Bytes of one page."""

SCRIPT = "explore({ start: {}, questions: [], controls: [], figures: [], values: () => [] });\n"


def _page(course, script=SCRIPT, texts='title = "T"\n', korean='title = "제목"\n'):
    folder = course.root / "solutions/a1_toy/explore"
    put(folder / "page.js", script)
    put(folder / "texts.toml", texts)
    if korean:
        put(folder / "texts.ko.toml", korean)
    return build(course.source("a1_toy")).get("explore.html", b"").decode()


def _module(folder):
    spec = importlib.util.spec_from_file_location(f"data_of_{folder.parent.name}", folder / "make_data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _committed(folder):
    return json.loads((folder / "data.json").read_text(encoding="utf-8"))


def test_a_page_is_one_file_with_script_style_and_both_languages(course):
    """The page has the frame, the palette of all plots, the texts of each language, and no address of another file."""
    page = _page(course)
    assert SCRIPT in page
    assert '"en":{"frame":{"name":"English"' in page
    assert '"title":"제목"' in page
    assert f"--blue: {plots.BLUE}" in page
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href|url)\s*[=(]|@[A-Z]+@", page)


def test_an_assignment_without_the_folder_has_no_page(course):
    """The page is a choice of the author."""
    assert "explore.html" not in build(course.source("a1_toy"))


@pytest.mark.parametrize(
    ("changed", "place", "problem"),
    [
        ({"korean": ""}, "explore/texts.ko.toml", "there is no such file"),
        ({"korean": 'lead = "L"\n'}, "explore/texts.ko.toml", "`lead` stands only here or only in texts.toml"),
        ({"texts": "title = \n"}, "explore/texts.toml", "not valid TOML"),
        ({"script": "// so:\ndef double(x):\n"}, "explore/page.js:2", "Python in a page"),
    ],
)
def test_what_is_wrong_in_a_page_is_named_with_its_place(course, changed, place, problem):
    """A missing text, a broken file and Python code stop the build."""
    with pytest.raises(AssignmentError) as error:
        _page(course, **changed)
    assert place in str(error.value)
    assert problem in str(error.value)


def test_data_cannot_end_the_element_that_holds_them(course):
    """A text with the end of a script element in it stays text."""
    page = _page(course, texts='title = "</script><b>"\n')
    assert page.count("</script>") == 3
    assert '"\\u003c/script>\\u003cb>"' in page


def test_an_answer_in_javascript_is_a_leak(course):
    """What JavaScript spells as Python does is compared with the answers, with `Math` for NumPy."""
    answer = "np.maximum(0, 2 * x[0] - 3 * x[1] + 1) / 4"
    put(
        course.root / "solutions/a2_other/others.py",
        f"def spread(x):\n    # BEGIN SOLUTION\n    return {answer}\n    # END SOLUTION\n",
    )
    page = _page(course, "const all = rows.map((row) => Math.max(0, 2 * row[0] - 3 * row[1] + 1) / 4);\n" + SCRIPT)
    (leak,) = scan({"explore.html": page.encode()}, collect_answers(course))
    line = page[: page.index("const all")].count("\n") + 1
    assert str(leak).startswith(f"explore.html:{line}: the answer to spread")


def test_scripts_are_read_as_python_line_by_line():
    """Braces, arrows, colons and semicolons part the pieces; what is not Python is left out, and so are data."""
    page = (
        '<script type="application/json">[1]</script>\n<script>\nconst f = (x) => { return x[0] ** 2; };  // no\n'
        "const same = a === b ? Math.sqrt(c) : `${d}`;\n</script>"
    )
    assert as_python(page).split("\n")[2:4] == ["f = (x); x[0] ** 2", "same = a == b; np.sqrt(c); d"]


def test_pages_of_the_course_are_small_and_hold_no_answer():
    """Each assignment has a page below 150 KB without an answer to any question of the course."""
    pages = {f"{source.id}/explore.html": explore_page(source) for source in COURSE.sources()}
    assert [name for name, page in pages.items() if page is None or len(page) > LIMIT] == []
    assert scan(pages, collect_answers(COURSE)) == []


@pytest.mark.parametrize(
    "folder", [one for one in FOLDERS if one.parent.name != "a5_networks"], ids=lambda one: one.parent.name
)
def test_tables_are_those_of_their_script(folder):
    """`make_data.py` writes what is committed, up to rounding."""
    made = json.loads(json.dumps(_module(folder).tables()))
    found = _committed(folder)
    assert made.keys() == found.keys()
    numbers = [np.array(list(_numbers(one))) for one in (made, found)]
    np.testing.assert_allclose(*numbers, rtol=1e-12, atol=1e-12)


def _numbers(value):
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, dict | list):
            yield from _numbers(one)
        elif not isinstance(one, str):
            yield one


def test_regions_are_as_the_page_of_a1_says():
    """The stray example has an island with k = 1, none with k = 5; L1 changes answers; k = 24 leaves one class."""
    data = _committed(ROOT / "solutions/a1_knn/explore")
    points = np.array(data["points"])
    y, x = np.mgrid[: data["cells"], : data["cells"]]

    def regions(k, metric):
        table = np.array(data["apart"][metric])
        far = table[abs(points[:, 0] - x[..., None]), abs(points[:, 1] - y[..., None])]
        chosen = points[np.argsort(far, axis=2, kind="stable")[..., :k], 2]
        return np.argmax([np.sum(chosen == label, axis=2) for label in range(3)], axis=0)

    column, row, label = points[-1]
    nearby = slice(row - 7, row + 8), slice(column - 7, column + 8)
    assert np.sum(regions(1, "L2")[nearby] == label) > 30
    assert np.sum(regions(5, "L2")[nearby] == label) == 0
    assert np.sum(regions(1, "L1") != regions(1, "L2")) > 0
    assert np.all(regions(24, "L2") == 0)
    assert np.bincount(points[:, 2]).tolist() == [9, 8, 7]


def test_four_times_the_batch_halves_the_distance():
    """The runs in the table of a4 show what the page says: about half with 4, about a quarter with 16."""
    data = _committed(ROOT / "solutions/a4_sgd/explore")
    kept = 1 - 2 * 0.1 * np.array(data["steepness"])
    spread = {}
    for size, middles in data["middles"].items():
        place, places = np.array([-4.5, 1.6]), []
        for middle in np.array(middles):
            place = middle + kept * (place - middle)
            places.append(place)
        spread[size] = np.sqrt(np.mean(np.sum(np.square(places[100:]), axis=1)))
    assert spread["4"] / spread["1"] == pytest.approx(0.5, abs=0.05)
    assert spread["16"] / spread["1"] == pytest.approx(0.25, abs=0.05)


def test_slopes_are_as_the_page_of_a3_says():
    """A hundredth of h is a hundredth of the forward error, a ten-thousandth of the central one; then rounding."""
    data = _committed(ROOT / "solutions/a3_gradients/explore")
    at = {h: data["h"].index(h) for h in (1e-2, 1e-4, 1e-5, 1e-10, 1e-16)}
    cube, kink = data["functions"]["cube"], data["functions"]["kink"]
    off = {name: np.abs(np.array(cube[name]) - cube["slope"]) for name in ("forward", "central")}
    assert off["forward"][at[1e-2]] / off["forward"][at[1e-4]] == pytest.approx(100, rel=0.01)
    assert off["central"][at[1e-2]] / off["central"][at[1e-4]] == pytest.approx(1e4, rel=0.01)
    assert cube["forward"][at[1e-16]] == 0
    assert off["central"][at[1e-5]] < off["central"][[at[1e-2], at[1e-10]]].min() / 100
    assert kink["central"][at[1e-2]] == pytest.approx(0.55)
    assert kink["central"][at[1e-4]] == pytest.approx(1)


def test_weights_of_a5_reach_the_accuracies_that_the_page_states():
    """The committed weights read unseen digits as often right as is stated, and maps move along with the digit."""
    folder = ROOT / "solutions/a5_networks/explore"
    module, data = _module(folder), _committed(folder)
    X, y = module.examples()
    rng = np.random.default_rng(0)
    nets = {"conv": module.ConvNet(rng, module.windows(), module.pooling()), "dense": module.DenseNet(rng)}
    for name, net in nets.items():
        net.parts = [
            np.reshape(flat, part.T.shape).T for flat, part in zip(data["weights"][name], net.parts, strict=True)
        ]
        assert module.accuracy(net, X, y, module.MOVES) == pytest.approx(data["accuracy"][name], abs=0.002)
        assert sum(part.size for part in net.parts) == data["counts"][name]
    digit = np.zeros((1, 12, 12))
    digit[0, 2:10, 1:9] = np.reshape(data["digits"][3], (8, 8)) / 16
    pooled = []
    for frame in (digit, np.roll(digit, 2, axis=2)):
        nets["conv"].forward(frame.reshape(1, -1))
        pooled.append(nets["conv"].kept[2].reshape(8, 6, 6))
    np.testing.assert_allclose(pooled[1], np.roll(pooled[0], 1, axis=2))


@pytest.mark.prove
def test_training_again_gives_the_weights_of_a5():
    """`make_data.py` of a5 trains the networks whose weights are committed."""
    folder = ROOT / "solutions/a5_networks/explore"
    made, found = _module(folder).tables(), _committed(folder)
    for name in ("conv", "dense"):
        for one, other in zip(made["weights"][name], found["weights"][name], strict=True):
            np.testing.assert_allclose(one, other, atol=0.02)
        assert made["accuracy"][name] == pytest.approx(found["accuracy"][name], abs=0.01)
        assert made["centered"][name] == pytest.approx(found["centered"][name], abs=0.01)
