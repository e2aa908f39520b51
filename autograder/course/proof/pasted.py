"""The judge of code that students receive: nobody can paste a piece of it into a submission as the answer.

The search for leaks compares the shapes of code. A helper of the tests that works out the right numbers in another way
is no less of an answer; it is found by what it returns.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.course.layout import Course, Source
from autograder.course.proof.instead import prelude
from autograder.course.proof.mistakes import decorated
from autograder.course.proof.received import received
from autograder.course.proof.seams import run_locally
from autograder.course.proof.trials import REPORT, SETTING, Agreed, Setting, Tried, watch
from autograder.course.proof.variants import reference_texts
from autograder.i18n import _
from autograder.model.proof import Part, Problem

__all__ = ["judge_pasted"]

WATCHED = """\
real_import = _np.__builtins__["__import__"]  # that of the submission refuses what answers may not import
return real_import({module!r}, fromlist=["watch"]).watch({folder!r}, answer, args, kwargs)"""

LEAST = 3
"""Calls with different answers on which a piece has to agree."""

SHARE = 2 / 3
"""Of the calls that say something about a part of the answer, those on which a piece has to agree at least."""


def judge_pasted(course: Course, source: Source, built: Mapping[str, bytes]) -> Part:
    """The part about code that students receive, anywhere in the course, and that answers a question of `source`.

    Args:
        course: All assignments; what comes with one may answer a question of another.
        source: Whose questions they are.
        built: What `build` makes of it.

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
        run_locally(source, built, {**reference_texts(source), **decorated(source, questions, prelude(body), "_instead")})
        report = Path(scratch, REPORT)
        lines = report.read_bytes().splitlines() if report.is_file() else []
    tried = [msgspec.json.decode(line, type=Tried) for line in lines]
    by_question = {question.id: [one for one in tried if one.question == question.id] for question in questions}
    problems = [problem for question, calls in by_question.items() for problem in _answers(question, calls)]
    pieces = 0
    return Part("pasted", str(len(tried)), tuple(problems))


def _answers(question: str, calls: Sequence[Tried]) -> Iterable[Problem]:
    seen: dict[Agreed, list[Tried]] = {}
    for call in calls:
        for agreed in call.agreed:
            seen.setdefault(agreed, []).append(call)
    best: dict[tuple[str, str], tuple[int, Agreed]] = {}
    for agreed, where in seen.items():
        of = [call for call in calls if agreed.part in call.parts]
        if len({call.parts[agreed.part] for call in where}) >= LEAST and len(where) >= SHARE * len(of):
            key = agreed.place, agreed.name
            if key not in best or best[key][0] < len(where):
                best[key] = len(where), agreed
    for (place, name), (count, agreed) in best.items():
        yield Problem(place, f"{agreed} {count} of {len(calls)} {question}", "")
