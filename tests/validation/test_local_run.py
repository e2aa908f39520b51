"""Submissions in one warm process get the same statuses as from `autograder check`."""

import pytest

import autograder.validation.local_run
from autograder.authoring.build import build
from autograder.validation.local_run import Laptop, run_locally
from tests.needs import needs

ANSWERS = {
    "right": "",
    "wrong": "\n\ndef double(x):\n    return 3 * x\n",
    "raises": "\n\ndef double(x):\n    return x + nothing\n",
    "broken": "\n\ndef double(x:\n",
    "ends_the_process": "\n\ndef double(x):\n    import os\n    os._exit(0)\n",
    "right_again": "\n",
}
"""Lines at the end of the toy reference, in this order."""


@pytest.fixture
def toy(course):
    """Return the toy assignment without the test that needs the reference, and its generated files."""
    needs("linux")
    source = course.source("a1_toy")
    hidden = source.folder / "tests/hidden/test_toys_hidden.py"
    text = hidden.read_text(encoding="utf-8")
    begin, end = (
        text.index('@pytest.mark.question("mean_row", weight=2, ko="모범'),
        text.rindex("@pytest.mark.question"),
    )
    hidden.write_text(text[:begin] + text[end:], encoding="utf-8")
    return source, build(source)


@pytest.mark.slow
@pytest.mark.recorded("laptop-of-a-toy")
def test_verdicts_are_those_of_separate_runs(toy, monkeypatch):
    """No submission affects the next; one that ends the process is run separately."""
    source, built = toy
    apart = []

    def counted(source, built, files, *more, **options):
        apart.append(files)
        return run_locally(source, built, files, *more, **options)

    monkeypatch.setattr(autograder.validation.local_run, "run_locally", counted)
    reference = (source.folder / "toys.py").read_text(encoding="utf-8")
    handed_in = {name: {"toys.py": reference + end} for name, end in ANSWERS.items()}
    laptop = Laptop(source, built)
    try:
        found = {name: laptop.run(files) for name, files in handed_in.items()}
        of_one = laptop.run(handed_in["right"], "double")
    finally:
        laptop.close()
    assert apart == [handed_in["ends_the_process"]]
    assert of_one == dict.fromkeys(of_one, "passed")
    assert {test.partition("::")[2] for test in of_one} == {
        "test_double_gives_a_number",
        "test_double_by_hand",
        "test_double_of_more",
    }
    for name in ("raises", "broken", "ends_the_process"):
        assert found[name] == run_locally(source, built, handed_in[name]), name
    assert set(found["right"].values()) == set(found["right_again"].values()) == {"passed"}
    assert {test.partition("::")[2] for test, status in found["wrong"].items() if status == "failed"} == {
        "test_double_by_hand",
        "test_double_of_more",
    }
    assert "crashed" in found["ends_the_process"].values()
