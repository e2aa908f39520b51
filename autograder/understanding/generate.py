"""Find questions about a student's program whose answers are known because the program was run.

Every question is found twice, in two processes. What differs between them is not asked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import msgspec

from autograder.model import assignment as described
from autograder.understanding.arrays import dtypes, largest, shapes
from autograder.understanding.code import function_code
from autograder.understanding.effects import trials, what_if, which_line
from autograder.understanding.mistaken import Mistaken, MistakenProgram
from autograder.understanding.observe import Run, StudentProgram, observe
from autograder.understanding.question import CodeQuestion
from autograder.understanding.values import counts, edges, values

__all__ = ["choose", "find", "program_of"]

SEEDS = range(3, 9)
"""Further seeds of inputs that are random by declaration."""


def program_of(files: Mapping[str, str], question: described.Question) -> StudentProgram | None:
    """Return the program of an answer; None if no inputs are declared or the function cannot be asked about.

    Args:
        files: Name -> source of the student's files and of the given files.
        question: The question.
    """
    if question.quiz is None or question.file is None or question.function is None or question.file not in files:
        return None
    code = function_code(files[question.file], question.function)
    if code is None:
        return None
    calls = tuple(call.strip() for call in question.quiz.inputs)
    edge = tuple(call.strip() for call in question.quiz.edge)
    return StudentProgram(files, question.file, question.function, code, calls, edge)


def find(
    program: StudentProgram, isolated: bool = False, verify: bool = True, mistakes: Sequence[MistakenProgram] = ()
) -> list[CodeQuestion]:
    """Return all questions about a program that can be verified.

    Args:
        program: The program.
        isolated: Run it locked down like a grading worker.
        verify: Find the questions a second time, in a new process, and drop those that differ.
        mistakes: The program with mistakes of the catalog, for wrong choices; a laptop has none.
    """
    found = _find(program, isolated, mistakes, again=False)
    if found and verify:
        again = {_identity(question) for question in _find(program, isolated, mistakes, again=True)}
        found = [question for question in found if _identity(question) in again]
    return found


def _identity(question: CodeQuestion) -> tuple[object, ...]:
    choices = tuple(map(str, question.choices))
    return question.kind, question.line, question.key, str(question.text), choices, question.right, question.typed


def _answer(question: CodeQuestion) -> tuple[object, ...]:
    return question.kind, question.line, question.key, str(question.reveal)


def _find(
    program: StudentProgram, isolated: bool, mistakes: Sequence[MistakenProgram], again: bool
) -> list[CodeQuestion]:
    drawn = any("seed" in call for call in program.calls)
    plain = [(0, 1), (0, 1), (0, 2), (1, 1), *((0, seed) for seed in SEEDS if drawn)]
    jobs: list[Mapping[str, Any]] = [{"call": program.calls[call], "seed": seed} for call, seed in plain]
    jobs += [{"call": call, "seed": seed} for call in program.edge for seed in (1, 2)]
    typical = [job for mistake in mistakes for job in mistake.jobs(program)]
    planned = trials(program)
    done = observe(program, [*jobs, *typical, *(trial.job(program) for trial in planned)], isolated, again)
    if done is None or not all(map(_usable, done[: len(plain)])):
        return []
    base, repeated, other_seed = done[:3]
    each = 1 + len(program.edge)
    wrong = done[len(jobs) : len(jobs) + len(typical)]
    mistaken = Mistaken(
        tuple((one, tuple(wrong[index * each : (index + 1) * each])) for index, one in enumerate(mistakes))
    )
    if not base.same(repeated) or (not drawn and not base.same(other_seed)):  # random: no question about values
        return _common([_of_form(program, run, mistaken) for run in (base, other_seed, repeated)])
    tried = list(zip(planned, done[len(jobs) + len(typical) :], strict=True))
    bases = dict(zip(plain, done, strict=False))
    if drawn:  # the inputs are random by declaration: ask for what every seed gives
        runs = [run for (call, _seed), run in bases.items() if call == 0]
        found = _common([[*_of_form(program, run, mistaken), *values(program, run, mistaken)] for run in runs])
    else:
        found = [*_of_form(program, base, mistaken), *values(program, base, mistaken), *which_line(program, tried)]
    for index in range(len(program.edge)):
        one, with_other_seed = done[len(plain) + 2 * index : len(plain) + 2 * index + 2]
        if one.same(with_other_seed) and "seed" not in program.edge[index]:
            found += edges(program, one, index, mistaken)
    return [*found, *what_if(program, bases, tried)]


def _of_form(program: StudentProgram, run: Run, mistaken: Mistaken) -> list[CodeQuestion]:
    """Return the questions that do not depend on values."""
    found = [*shapes(program, run, mistaken), *dtypes(program, run)]
    return [*found, *largest(program, run), *counts(program, run)]


def _common(found: Sequence[Sequence[CodeQuestion]]) -> list[CodeQuestion]:
    """Return the questions with the same answer in several runs, without the values on the way, which may differ."""
    shared = set.intersection(*({_answer(question) for question in one} for one in found))
    return [msgspec.structs.replace(question, steps=()) for question in found[0] if _answer(question) in shared]


def _usable(run: Run) -> bool:
    return run.status == "returned" and run.frames >= 1 and not run.generator


def choose(questions: Sequence[CodeQuestion], count: int, seed: str) -> list[CodeQuestion]:
    """Choose questions of different kinds, about different lines.

    Args:
        questions: All questions about a program.
        count: How many to choose.
        seed: Text that decides; the same text gives the same choice.
    """
    random = Random(seed)
    left = list(questions)
    random.shuffle(left)
    chosen: list[CodeQuestion] = []
    while left and len(chosen) < count:
        kinds, lines = Counter(one.kind for one in chosen), Counter(one.line for one in chosen)
        left.sort(key=lambda one: (kinds[one.kind], lines[one.line]))
        chosen.append(left.pop(0))
    return chosen
