"""Find questions about a student's program whose answers are known because the program was run.

Every question is found twice, in two processes. What differs between them is not asked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from autograder.model import assignment as described
from autograder.understanding.code import function_code
from autograder.understanding.effects import trials, what_if, which_line
from autograder.understanding.observe import Run, StudentProgram, observe
from autograder.understanding.question import CodeQuestion
from autograder.understanding.values import counts, edges, shapes, values

__all__ = ["choose", "find", "program_of"]


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


def find(program: StudentProgram, isolated: bool = False, verify: bool = True) -> list[CodeQuestion]:
    """Return all questions about a program that can be verified.

    Args:
        program: The program.
        isolated: Run it locked down like a grading worker.
        verify: Find the questions a second time, in a new process, and drop those that differ.
    """
    found = _find(program, isolated)
    if found and verify:
        again = {_identity(question) for question in _find(program, isolated)}
        found = [question for question in found if _identity(question) in again]
    return found


def _identity(question: CodeQuestion) -> tuple[object, ...]:
    choices = tuple(map(str, question.choices))
    return question.kind, question.line, question.key, str(question.text), choices, question.right


def _find(program: StudentProgram, isolated: bool) -> list[CodeQuestion]:
    first, second = program.calls
    jobs = [{"call": first, "seed": 1}, {"call": first, "seed": 2}, {"call": second, "seed": 1}]
    jobs += [{"call": call, "seed": seed} for call in program.edge for seed in (1, 2)]
    planned = trials(program)
    done = observe(program, [*jobs, *(trial.job(program) for trial in planned)], isolated)
    if done is None:
        return []
    base, other_seed, second_run, *rest = done
    if not _usable(base) or not _usable(second_run) or not _usable(other_seed):
        return []
    if not base.same(other_seed):  # something is random: no question about values
        again = {_identity(one) for one in (*shapes(program, other_seed), *counts(program, other_seed))}
        return [one for one in (*shapes(program, base), *counts(program, base)) if _identity(one) in again]
    tried = list(zip(planned, done[len(jobs) :], strict=True))
    found = [*shapes(program, base), *values(program, base), *counts(program, base)]
    found += [*what_if(program, [base, second_run], tried), *which_line(program, tried)]
    for index in range(len(program.edge)):
        tie, with_other_seed = rest[2 * index : 2 * index + 2]
        if tie.same(with_other_seed):
            found += edges(program, tie, index)
    return found


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
