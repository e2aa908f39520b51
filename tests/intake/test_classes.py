"""Every form in every container: each student's hand-in is found, read, and timed; every other entry has a status."""

import pytest

from autograder.model.assignment import load_assignment
from autograder.submissions.discover import discover
from autograder.submissions.read import open_submission
from tests.intake.classes import CONTAINERS, FORMS


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("container", CONTAINERS)
def test_a_class_is_found(toy, tmp_path, form, container):
    """Students, files, times and attempts are those that were handed in, and no entry is lost or made up."""
    assignment, made = load_assignment(toy), FORMS[form]()
    collected = discover([CONTAINERS[container](tmp_path, made.files)], assignment)

    found = {(ref.student, ref.attempt): ref for ref in collected.submissions}
    assert sorted(found, key=str) == sorted(((one.key, one.attempt) for one in made.wanted), key=str)
    assert len(found) == len(collected.submissions) == len({ref.name for ref in collected.submissions})
    for one in made.wanted:
        ref = found[one.key, one.attempt]
        assert (ref.handed_in, ref.marked_late) == (one.handed_in, one.late)
        opened = open_submission(ref, assignment)
        assert opened.files == (one.hand_in.answer or {}), (one.key, opened.reason, opened.notes)
        assert one.hand_in.said in (opened.reason or opened.notes).en

    reasons = {other.people[0].key: other.reason.en for other in collected.others if other.people}
    for key, said in made.unusable.items():
        assert said in reasons[key]
    statuses = {other.entry.rpartition("/")[2]: other.status for other in collected.others}
    assert made.others.items() <= statuses.items()
    assert _entries(made.files) == {entry for entry in _accounted(collected) if entry in _entries(made.files)}


def _entries(files):
    """Return the top level of a download: what must be accounted for."""
    return {name.partition("/")[0] for name in files}


def _accounted(collected):
    """Return the last part of every entry that has a submission or a status."""
    entries = [entry for ref in collected.submissions for entry in (ref.entry, *ref.more_entries)]
    return {entry.rpartition("/")[2] for entry in [*entries, *(other.entry for other in collected.others)]}
