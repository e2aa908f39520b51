"""No attack gains a point, leaks, outlives its worker or disturbs the submission graded beside it."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.model.text import Text
from autograder.reports.class_summary import folder_name
from autograder.sandbox.lockdown import LAYERS
from tests.attacks.attack import ATTACKS, GROUPS, Attack
from tests.attacks.bench import Graded, Places, findings
from tests.attacks.canaries import HIDDEN_NUMBERS
from tests.needs import needs
from tests.reports.samples import one_test, question, record
from tools.security import PLACES

pytestmark = pytest.mark.slow

BY_DESIGN = {
    "separate process", "trusted side", "wire", "deadline", "loader", "intake", "record", "clock", "caps",
    "module cache",
}  # fmt: skip
"""Protections besides the layers of a worker; docs/security.md explains each."""

EFFECTS = {*PLACES, "not shown"}

each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
each_group = pytest.mark.parametrize("group", GROUPS)


@pytest.fixture(autouse=True)
def _linux():
    needs("linux")


@each_attack
def test_an_attack_fails(graded, attack):
    """An attack gets as far as its act, and has no effect: no point, no leak, no fault of the grader."""
    assert findings(graded, attack) == []


@each_group
def test_the_honest_beside_them_are_undisturbed(graded, group):
    """The reference gets full marks and the skeleton 0."""
    reference, skeleton = graded.records[f"{group}/reference"], graded.records[f"{group}/skeleton"]
    assert (reference.score, reference.max_score, skeleton.score) == (16.0, 16.0, 0.0)
    assert not reference.held()


def test_nothing_outlives_its_worker(graded):
    """No process and no file of an attack remains."""
    assert graded.left == []


def test_a_header_is_complete():
    """Each header states what stops the attack, and where its effect is shown."""
    incomplete = [
        attack.id
        for attack in ATTACKS
        if not attack.told["words"].endswith(".")
        or not set(attack.layers) <= BY_DESIGN | set(LAYERS)
        or attack.told["effect"] not in EFFECTS
    ]
    assert incomplete == []


FORGED = Attack(Path("values/forged.py"), {"layer": "wire"})


@pytest.mark.parametrize(
    ("output", "score", "status", "expected"),
    [
        ("ATTEMPT forged", 0.0, "failed", []),
        ("", 0.0, "failed", ["it ends before its act"]),
        ("ATTEMPT forged EFFECT forged", 0.0, "failed", ["its act has an effect", "the student can read EFFECT"]),
        ("ATTEMPT forged", 0.5, "failed", ["it gains points"]),
        ("ATTEMPT forged", 0.0, "grader_error", ["it causes an internal error"]),
        ("ATTEMPT forged 3675.48", 0.0, "failed", ["the student can read 3675.48"]),
    ],
)
def test_each_finding_is_made(tmp_path, output, score, status, expected):
    """An effect, a point, a leak and an internal error are found in a hand-made record, and nothing else is."""
    told = Text(output, output)
    test = one_test("test_hidden", status, score, visibility="hidden", student_message=told, instructor_message=told)
    shown = replace(test, visibility="after_published")
    records = {FORGED.id: record(question("double", test, shown)), "values/skeleton": record(submission="skeleton")}
    places = Places(tmp_path, tmp_path, tmp_path, 1, "nonce")
    found = findings(Graded(records, places, [], bytes(32)), FORGED)
    assert [line.partition(":")[0] for line in found] == expected


def test_a_leak_into_the_students_folder_is_found(tmp_path):
    """A file for the student that contains an expected value of a hidden test is found."""
    told = Text("ATTEMPT forged", "")
    graded = record(question("double", one_test(status="failed", instructor_message=told)))
    page = tmp_path / "students" / folder_name(graded) / "result.json"
    page.parent.mkdir(parents=True)
    page.write_text(f'{{"value": {HIDDEN_NUMBERS[0]}}}', encoding="ascii")
    records = {FORGED.id: graded, "values/skeleton": record(submission="skeleton")}
    found = findings(Graded(records, Places(tmp_path, tmp_path, tmp_path, 1, "nonce"), [], bytes(32)), FORGED)
    assert found
    assert all(line.startswith("the student can read") for line in found)


@pytest.mark.parametrize(("kind", "score", "found"), [("full", 1.0, False), ("full", 0.5, True), ("gate", 1.0, True)])
def test_an_honest_part_counts_for_what_it_is(tmp_path, kind, score, found):
    """An attack with an honest answer must have full marks, and one on a gate nothing at the gate."""
    attack = Attack(FORGED.path, {"layer": "wire", "score": kind})
    told = Text("ATTEMPT forged", "")
    graded = record(question("double", one_test(score=score, gate=True, instructor_message=told)))
    records = {attack.id: graded, "values/skeleton": record(submission="skeleton")}
    places = Places(tmp_path, tmp_path, tmp_path, 1, "nonce")
    assert bool(findings(Graded(records, places, [], bytes(32)), attack)) is found
