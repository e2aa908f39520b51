"""The judge of fairness, on records made by hand, and the answers with one mistake more that it compares."""

import numpy as np
import pytest
from msgspec.structs import replace

from autograder.model.results import Floor, Mistake
from autograder.model.text import Text
from autograder.validation.combinations import combined, slip_on
from autograder.validation.judges.evidence import Evidence
from autograder.validation.judges.fair import fairness
from autograder.validation.variants import Variant
from tests.reports.samples import one_test, question, record
from tests.toy_course import make_course, put

MISTAKES = """
[[misconception]]
id = "thrice"
question = "double"
idea = "factor"
cost = 0.2
hint.en = "Three times."
hint.ko = "세 배."
edits = [{ find = "x + x", put = "x + x + x" }]

[[misconception]]
id = "more"
question = "double"
idea = "offset"
cost = 0.1
hint.en = "One more."
hint.ko = "하나 더."
edits = [{ find = "return", put = "return 1 +" }]

[[misconception]]
id = "loops"
question = "double"
idea = "loop"
cost = 0.8
hint.en = "A loop."
hint.ko = "반복문."
body = '''
def double(x):
    return type(x)(sum([x, x]))
'''
"""

LADDER = '[[ladder]]\nquestion = "double"\nsteps = ["loops", "thrice+more", "thrice", "more"]\n'


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The toy assignment with three mistakes and a ladder."""
    course = make_course(tmp_path_factory.mktemp("fair") / "course")
    folder = course.source("a1_toy").folder
    put(folder / "misconceptions.toml", MISTAKES)
    put(folder / "grading.toml", LADDER)
    return course.source("a1_toy")


RIGHT = {"loops": 0.6, "thrice": 2.4, "more": 2.7, "thrice+more": 2.16, "loops+slip": 0.6, "thrice+slip": 0.3}


def judged(source, named=(), **scores):
    """The part of the proof, if the answers get these points instead of the right ones."""
    made = []
    for name, score in {**RIGHT, **{key.replace("_and_", "+"): one for key, one in scores.items()}}.items():
        kind = "slip" if name.endswith("+slip") else "pair" if "+" in name else "misconception"
        result = question("double", one_test("t", "failed", min(score, 0.6), 3.0))
        mistakes = tuple(Mistake(id, id, Text(id), 0.2) for id in named)
        floor = Floor(2.4, Text("")) if named else None
        result = replace(result, score=score, mistakes=mistakes, floor=floor)
        made.append((Variant(kind, name, {}, "double"), record(result)))
    return fairness(Evidence(source, made))


def problems(part):
    """What the part complains of."""
    return [problem.found for problem in part.problems]


def test_answers_in_their_order_are_fair(source):
    """Each mistake costs what is stated, the ladder rises, and one mistake more never brings points."""
    part = judged(source)
    assert problems(part) == []
    assert (part.figures["ladders"], part.figures["combinations"], part.figures["costs"]) == (1, 3, 3)


def test_a_slip_on_top_that_brings_points_is_reported(source):
    """A dodge with a slip gets at most what the dodge gets."""
    (found,) = problems(judged(source, loops_and_slip=0.7))
    assert found == "loops+slip gets 0.7 points, and loops, with one mistake less, 0.6."


def test_a_pair_may_get_no_more_than_either_mistake_alone(source):
    """The pair is compared with both."""
    assert "thrice+more gets 2.5 points, and thrice, with one mistake less, 2.4." in problems(
        judged(source, thrice_and_more=2.5)
    )


@pytest.mark.parametrize(("named", "score"), [((), 3.0), (("other",), 2.5)])
def test_mistakes_that_cancel_or_are_one_together_are_counted_apart(source, named, score):
    """What behaves like a right answer, or exactly like one known mistake, is not compared."""
    part = judged(source, named, thrice_and_slip=score)
    assert not any("thrice+slip" in one for one in problems(part))
    assert part.figures["same_as_another"] >= 1


def test_steps_that_do_not_rise_are_reported(source):
    """Each step of a ladder gets more than the one before it, and the right answer more than the last."""
    assert "thrice gets 2.4 points, not more than thrice+more with 2.4." in problems(
        judged(source, thrice_and_more=2.4)
    )
    assert "the right answer gets 3 points, not more than more with 3." in problems(judged(source, more=3.0))
    assert "loops gets 0 points, not more than the skeleton with 0." in problems(
        judged(source, loops=0.0, loops_and_slip=0.0)
    )


def test_combinations_are_drawn_by_the_seed(source):
    """The pair that can be made, each mistake with a slip, and the steps of ladders; the same ones for a seed."""
    everything = {(one.kind, one.name) for one in combined(source, 0, None)}
    assert everything == {
        ("pair", "thrice+more"),
        ("slip", "thrice+slip"),
        ("slip", "more+slip"),
        ("slip", "loops+slip"),
    }
    few = [one.folder for one in combined(source, 3, 1)]
    assert few == [one.folder for one in combined(source, 3, 1)]
    assert set(few) <= {f"{kind}.{name}" for kind, name in everything}
    assert "pair.thrice+more" in [one.folder for one in combined(source, 0, 0)]


def test_a_slip_doubles_the_last_value_of_any_answer(source):
    """Functions and methods get it, whatever they return."""
    text = (
        "import numpy as np\n\n\ndef double(x):\n    return 1, x + x\n\n\n"
        "class Rows:\n    def mean(self, X):\n        return X\n"
    )
    slipped = slip_on(slip_on(text, source.assignment.named("double")), source.assignment.named("mean_row"))
    names = {}
    exec(slipped, names)
    first, last = names["double"](np.ones(2))
    assert (first, last.tolist()) == (1, [4.0, 4.0])
    assert names["Rows"]().mean(3) == 6


def test_loops_are_pasted_where_they_are_forbidden(tmp_path):
    """The answer of a question with the same parameters comes in, alone and with its mistakes; not the other way."""
    course = make_course(tmp_path / "course")
    folder = course.source("a1_toy").folder
    toml = (folder / "assignment.toml").read_text(encoding="utf-8")
    toml = toml.replace('function = "double"', 'function = "double"\nspeed = {}', 1)
    more = '[[question]]\nid = "slow"\nfile = "toys.py"\nfunction = "slow"\npoints = 3\ntitle.en = "S"\n'
    more += 'title.ko = "느리게"\n'
    put(folder / "assignment.toml", f"{toml}\n{more}hints = [{{ en = 'Add.', ko = '더하세요.' }}]\n")
    loops = "\n\ndef slow(x):\n    # BEGIN SOLUTION\n    y = x\n    return y + x\n    # END SOLUTION\n"
    put(folder / "toys.py", (folder / "toys.py").read_text(encoding="utf-8") + loops)
    put(
        folder / "misconceptions.toml",
        MISTAKES.replace('"double"', '"slow"').replace("x + x", "y + x", 1).replace("def double", "def slow"),
    )
    made = {
        one.name: one.files["toys.py"] for one in combined(course.source("a1_toy"), 0, None) if one.kind == "pasted"
    }
    assert set(made) == {"double.slow", "double.slow+thrice", "double.slow+more", "double.slow+loops"}
    names = {}
    exec(made["double.slow+thrice"], names)
    assert (names["double"](5), names["slow"](5)) == (15, 10)


def test_less_is_never_worth_more(source):
    """Of a half-written answer more parts get at least as much, and so do more answered files."""
    halves = [("double.2", 1.0), ("double.1", 1.5)]
    made = [
        (Variant("half", name, {}, "double"), record(question("double", one_test("t", "failed", score, 3.0))))
        for name, score in halves
    ]
    made += [
        (Variant("mix", name, {}), record(question("double", one_test("t", "failed", score, 3.0))))
        for name, score in (("2_of_3_files", 1.0), ("1_of_3_files", 2.0))
    ]
    found = problems(fairness(Evidence(source, made)))
    assert "double.1 gets 1.5 points, and double.2, with one mistake less, 1." in found
    assert "1_of_3_files gets 2 points, and 2_of_3_files, with one mistake less, 1." in found
