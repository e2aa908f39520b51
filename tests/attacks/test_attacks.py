"""No attack gains a point, leaks, outlives its worker or disturbs the submission graded beside it."""

import re

import pytest

from autograder.model.results import student_view
from autograder.sandbox.lockdown import LAYERS
from tests.attacks.attack import ATTACKS, GROUPS
from tests.attacks.bench import said
from tests.attacks.canaries import found_in, needles
from tests.needs import needs
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
def test_an_attack_gets_as_far_as_its_act(graded, attack):
    """The record contains the token that the attack prints right before the forbidden act."""
    told = said(graded(attack.group).of(attack))
    assert any(proof in told for proof in attack.proofs), told


@each_attack
def test_an_attack_has_no_effect(graded, attack):
    """The record lacks the token that the attack prints after its act."""
    assert f"EFFECT {attack.name}" not in said(graded(attack.group).of(attack))


@each_attack
def test_an_attack_gains_nothing(graded, attack):
    """An attack scores as the untouched skeleton, or as the honest part that it contains."""
    group = graded(attack.group)
    record, kind = group.of(attack), attack.told.get("score", "none")
    if kind == "gate":
        [gate] = [test for question in record.questions for test in question.tests if test.gate]
        assert gate.score == 0
    elif kind == "full":
        assert record.score == record.max_score
    else:
        assert record.score <= group.records["skeleton"].score


@each_attack
def test_an_attack_is_no_fault_of_ours(graded, attack):
    """Every outcome is a finding about the submission."""
    record = graded(attack.group).of(attack)
    assert not record.failed(), said(record)


@each_attack
def test_an_attack_leaks_nothing(graded, attack):
    """Nothing that the attacker can read contains hidden data."""
    group = graded(attack.group)
    assert found_in(group.student_folder(attack), needles(group.secret)) == []
    told = "\n".join(_briefs(group.of(attack)))
    assert "EFFECT" not in told
    assert not re.search(r"3675\.?48", told)  # a hidden input


def _briefs(record):
    """Return the texts of hidden tests that a student can read."""
    view = student_view(record)
    tests = [test for one in view.questions for test in one.tests if test.visibility != "visible"]
    return [text for test in tests for text in (test.student_message.en, test.student_message.ko)]


@each_group
def test_the_honest_beside_them_are_undisturbed(graded, group):
    """The reference gets full marks and the skeleton 0."""
    records = graded(group).records
    reference, skeleton = records["reference"], records["skeleton"]
    assert (reference.score, reference.max_score, skeleton.score) == (16.0, 16.0, 0.0)
    assert not reference.held()


@each_group
def test_nothing_outlives_its_worker(graded, group):
    """No process and no file of an attack remains."""
    assert graded(group).left == []


@each_attack
def test_a_header_is_complete(attack):
    """Each header states what stops the attack, and where its effect is shown."""
    assert attack.told["words"].endswith(".")
    assert set(attack.layers) <= BY_DESIGN | set(LAYERS)
    assert attack.told["effect"] in EFFECTS
