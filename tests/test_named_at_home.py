"""The fingerprints in the committed bundles: they name most mistakes, name nothing falsely, and show no hint."""

import random
from pathlib import Path

import pytest

from autograder.authoring.build import build
from autograder.authoring.course import AssignmentSource, Course
from autograder.authoring.mistake_runs import TrialAnswer, run_answers
from autograder.model.misconceptions import load_misconceptions
from autograder.model.source_edit import with_mistakes
from autograder.testing import fingerprints
from autograder.testing.fingerprints import CaseRun, Match
from autograder.testing.provider import read_sources
from autograder.testing.recording import Recording, same
from autograder.validation.mutation.mutants import mutants_of
from autograder.validation.variants import alternatives_in
from tests.samples import ASSIGNMENTS, ROOT, samples

LEAST_NAMED = {"a1_knn": 44, "a2_linear": 32, "a3_gradients": 113, "a4_sgd": 46, "a5_networks": 54}
"""How many misconceptions are named at home; a change of public tests may not lower it unnoticed."""

MUTANTS = 60
"""Number of mutants of an assignment to try, sampled at random."""

COURSE = Course(ROOT)


def known(assignment: str) -> fingerprints.MistakeFile:
    """The fingerprints that students get."""
    found = fingerprints.load_fingerprints(COURSE.generated / assignment)
    assert found is not None
    return found


def named(assignment: str, question: str, runs: dict[str, CaseRun]) -> Match | None:
    """The name that a failed answer with these runs gets."""
    own = known(assignment).questions.get(question)
    if own is None or all(run.status == "passed" for run in runs.values()):
        return None
    return fingerprints.match(assignment, question, own, runs)


def mistaken(source: AssignmentSource) -> dict[str, TrialAnswer]:
    """Each misconception, as an answer to its question."""
    reference = read_sources(source.folder, source.assignment)
    answers = {}
    for entry in load_misconceptions(source.folder, source.assignment):
        question = source.assignment.named(entry.question)
        text = with_mistakes(reference[str(question.file)].decode(), question, [entry], entry.id)
        answers[entry.id] = TrialAnswer({**reference, str(question.file): text.encode()}, entry.question)
    return answers


def right(source: AssignmentSource) -> list[TrialAnswer]:
    """The reference and every alternative."""
    reference = read_sources(source.folder, source.assignment)
    others = [{**reference, **read_sources(folder, source.assignment)} for folder in alternatives_in(source)]
    return [TrialAnswer(reference), *map(TrialAnswer, others)]


def handed_in(source: AssignmentSource, folder: Path) -> list[TrialAnswer]:
    """The sample submissions that end by themselves, with the reference's files where theirs are missing."""
    reference = read_sources(source.folder, source.assignment)
    chosen = [one for one in samples(source.id) if one.ends_by_itself and not one.expected.archive]
    return [TrialAnswer({**reference, **read_sources(one.put(folder), source.assignment)}) for one in chosen]


def agree(one: dict[str, CaseRun], other: dict[str, CaseRun]) -> bool:
    """Whether two answers do the same in every public test of values, call by call."""
    pairs = [(run, other[case]) for case, run in one.items() if not run.gate]
    return all(same(Recording(a.status, a.events), Recording(b.status, b.events)) for a, b in pairs)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_file_is_small_and_most_mistakes_are_in_it(assignment: str) -> None:
    """A bundle's fingerprints take less than 60 KB, and name no fewer misconceptions than before."""
    assert (COURSE.generated / assignment / fingerprints.FINGERPRINTS).stat().st_size < 60_000
    count = sum(len(question.mistakes) for question in known(assignment).questions.values())
    assert count >= LEAST_NAMED[assignment]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_hint_can_be_read(assignment: str) -> None:
    """No eight letters of a hint, with a space among them, stand in the file, which has names of tests."""
    data = (COURSE.generated / assignment / fingerprints.FINGERPRINTS).read_bytes()
    source = COURSE.source(assignment)
    texts = [
        text for entry in load_misconceptions(source.folder, source.assignment) for text in entry.hint.texts().values()
    ]
    pieces = {text[start : start + 8].encode() for text in texts for start in range(0, len(text), 8)}
    assert not [piece for piece in pieces if len(piece) >= 8 and b" " in piece and piece in data]


@pytest.mark.prove
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_names_are_true(assignment: str, tmp_path: Path) -> None:
    """A misconception gets its own hint or none; right answers and samples none that is another's; so with mutants.

    A mutant that is named does what the misconception does, in every call of every public test.
    """
    source = COURSE.source(assignment)
    catalog = {entry.id: entry for entry in load_misconceptions(source.folder, source.assignment)}
    wrong, samples_, fine = mistaken(source), handed_in(source, tmp_path), right(source)
    mutants = random.Random(7).sample(mutants_of(source), MUTANTS)
    changed = [
        TrialAnswer({name: text.encode() for name, text in one.variant.files.items()}, one.question.id)
        for one in mutants
    ]
    bundle = {name: content for name, content in build(source).items() if name != fingerprints.FINGERPRINTS}
    everything = run_answers(bundle, [*wrong.values(), *fine, *samples_, *changed])
    by_id = dict(zip(wrong, everything, strict=False))
    count = 0
    for id, runs in by_id.items():
        found = named(assignment, catalog[id].question, runs.get(catalog[id].question, {}))
        assert found is None or found.hint == catalog[id].hint
        count += found is not None
    assert count >= LEAST_NAMED[assignment]
    for runs in everything[len(wrong) : len(wrong) + len(fine)]:
        assert not any(named(assignment, question, own) for question, own in runs.items())
    for runs in everything[len(wrong) + len(fine) :]:
        for question, own in runs.items():
            found = named(assignment, question, own)
            if found is not None:
                (id,) = [id for id, entry in catalog.items() if (entry.question, entry.hint) == (question, found.hint)]
                assert agree(own, by_id[id][question]), id
