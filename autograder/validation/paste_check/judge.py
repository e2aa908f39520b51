"""Judge the code that students receive: no piece of it may work as an answer when pasted into a submission.

The leak search compares the structure of code. A test helper that computes the right numbers differently is also an
answer; this judge finds it by its return values.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.authoring.course import AssignmentSource, Course
from autograder.i18n import _
from autograder.model.proof import Part, Problem
from autograder.validation.fake_answers import prelude
from autograder.validation.local_run import run_locally
from autograder.validation.paste_check.pieces import received
from autograder.validation.paste_check.trials import REPORT, SETTING, Agreed, Setting, TriedCall, watch
from autograder.validation.reference_edits import decorated
from autograder.validation.variants import reference_texts

__all__ = ["judge_pasted"]

WATCHED = """\
real_import = _np.__builtins__["__import__"]  # the submission's own import is restricted
return real_import({module!r}, fromlist=["watch"]).watch({folder!r}, answer, args, kwargs)"""
"""A correct body that also tries the pieces on each of its calls."""

LEAST = 3
"""Minimum number of calls with different results on which a piece must agree."""

SHARE = 0.8
"""Minimum fraction of the informative calls on which a piece must agree."""


def judge_pasted(course: Course, source: AssignmentSource, built: Mapping[str, bytes]) -> Part:
    """Find code given to students, in any assignment of the course, that answers a question of `source`.

    Args:
        course: The course; code of one assignment may answer a question of another.
        source: The assignment with the questions.
        built: Path -> content of the generated assignment folder.

    Returns:
        The part `pasted` of the proof.

    Raises:
        AssignmentError: A source is broken.
    """
    questions = source.assignment.auto()
    allowed = tuple(sorted(source.assignment.imports()))
    setting = Setting(
        {f"{question.file}:{question.function}": question.id for question in questions},
        allowed,
        tuple(received(one, allowed) for one in course.sources()),
    )
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        Path(scratch, SETTING).write_bytes(msgspec.json.encode(setting))
        body = WATCHED.format(module=watch.__module__, folder=scratch)
        run_locally(
            source,
            built,
            {**reference_texts(source), **decorated(source, questions, prelude(body), "_instead")},
            free=True,
        )
        report = Path(scratch, REPORT)
        lines = report.read_bytes().splitlines() if report.is_file() else []
    tried = [msgspec.json.decode(line, type=TriedCall) for line in lines]
    by_question = {question.id: [one for one in tried if one.question == question.id] for question in questions}
    problems = [problem for question, calls in by_question.items() for problem in _answers(question, calls)]
    problems += [_unread(place, error) for one in tried[:1] for place, error in one.unread.items()]
    remarks = [_few(question) for question, calls in by_question.items() if not _enough(calls)]
    pieces = max((one.pieces for one in tried), default=0)
    return Part(
        "pasted",
        _("{pieces} functions in the students' files, tried on {calls} calls of the reference").format(
            pieces=pieces, calls=len(tried)
        ),
        tuple(problems),
        tuple(remarks),
        {"pieces": float(pieces), "calls": float(len(tried))},
    )


def _answers(question: str, calls: Sequence[TriedCall]) -> Iterable[Problem]:
    """Yield a problem for each place whose code answers the question, with the choice that agrees most often."""
    seen: dict[Agreed, list[TriedCall]] = {}
    for call in calls:
        for agreed in call.agreed:
            seen.setdefault(agreed, []).append(call)
    found: dict[str, list[Agreed]] = {}
    for agreed in sorted(seen, key=lambda one: (-len(seen[one]), len(one.choice), one.part)):
        digests = {call.parts[agreed.part] for call in seen[agreed]}
        if len(digests) >= LEAST and len(seen[agreed]) >= SHARE * _informative(calls, agreed.part):
            found.setdefault(agreed.place, []).append(agreed)
    alone = {one.part for several in found.values() for one in several if not one.assembled}
    for place in found:
        # Code that only calls a function which is an answer already is not reported again.
        several = [one for one in found[place] if not (one.assembled and one.part in alone)]
        if several:
            yield _answer(question, several, len(seen[several[0]]), _informative(calls, several[0].part))


def _informative(calls: Sequence[TriedCall], part: str) -> int:
    """Count the calls that are informative about a part of the answer."""
    return sum(part in call.parts for call in calls)


def _enough(calls: Sequence[TriedCall]) -> bool:
    parts = {part for call in calls for part in call.parts}
    return any(len({call.parts[part] for call in calls if part in call.parts}) >= LEAST for part in parts)


def _answer(question: str, agreed: Sequence[Agreed], count: int, calls: int) -> Problem:
    first = agreed[0]
    same = [one for one in agreed if (one.name, one.choice) == (first.name, first.choice)]
    parts = sorted({one.part for one in same})
    parts = [part for part in parts if not any(part != other and part.startswith(other) for other in parts)]
    what = _("{parts} of the result of {question}") if all(parts) else _("the result of {question}")
    return Problem(
        first.place,
        _("`{code}` with {values} returns {what} on {count} of {calls} calls.").format(
            code=first.name + ("" if first.entry in ("", first.part) else f"(...){first.entry}"),
            values=", ".join(first.choice),
            what=what.format(question=question, parts=", ".join(parts)),
            count=count,
            calls=calls,
        ),
        _("Use SciPy for the essential computation, compare with literal numbers, or move it to tests/hidden."),
    )


def _unread(place: str, error: str) -> Problem:
    return Problem(
        place,
        _("The file cannot run without modules that answers may not import, so it was not checked: {error}").format(
            error=error
        ),
        _("Do not use these modules at the top level of the file; functions may use them."),
    )


def _few(question: str) -> Problem:
    return Problem(
        question,
        _("Its tests make fewer than {count} informative calls, so code that answers it may not be found.").format(
            count=LEAST
        ),
        _("Test more values, large enough that no other function returns them by chance."),
    )
