"""Ask what a changed line would do, and which line serves a purpose; both are found by running the changed program."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from autograder.i18n import Message, Renderable
from autograder.understanding.code import Change, FunctionCode, changes, without
from autograder.understanding.observe import Run, StudentProgram, Value
from autograder.understanding.outcomes import Outcome, Same, choices_for, compare, outcome_of, parts_of
from autograder.understanding.question import DECIMALS, CodeQuestion, make
from autograder.understanding.statements import written

__all__ = ["Trial", "trials", "what_if", "which_line"]

MAX_CHANGES = 24
MAX_REMOVALS = 40
LARGE = 1000.0
"""Factor that turns small scores into large ones."""

SCALED = ("W", "scores", "x")
Setting = Literal["plain", "no penalty", "large"]


@dataclass(frozen=True)
class Trial:
    """Describe a run of a changed (or the unchanged) program.

    Attributes:
        change: The change; None for the program as it is.
        call: Index of the inputs.
        setting: How the inputs are varied.
        seed: Seed of the run.
        removal: Whether the change takes an operation out; otherwise it is a slip.
    """

    change: Change | None
    call: int
    setting: Setting = "plain"
    seed: int = 1
    removal: bool = False

    def job(self, program: StudentProgram) -> dict[str, Any]:
        """Return the run as `child.run` takes it."""
        call = program.calls[self.call]
        found: dict[str, Any] = {"call": call, "seed": self.seed}
        if self.change:
            found["source"] = self.change.source
        if self.setting == "no penalty":
            found["inputs"] = {"reg": 0.0}
        elif self.setting == "large":
            found["scale"] = {name: LARGE for name in SCALED if _defines(call, name)}
        return found


def trials(program: StudentProgram) -> list[Trial]:
    """Return the runs that `what_if` and `which_line` need."""
    code = program.code
    statements = [one for one in code.statements if one.alone]
    slips = [change for one in statements for change in changes(code, one)][:MAX_CHANGES]
    found = [Trial(slip, call, seed=seed) for slip in slips for call, seed in ((0, 1), (0, 2), (1, 1))]
    settings = _settings(program)
    if settings != ("plain",):
        removals = [change for one in statements for change in without(code, one)]
        if len(removals) > MAX_REMOVALS:  # the others could serve the same purpose
            return found
        for setting in settings:
            found += [Trial(None, call, setting) for call in (0, 1)]
            found += [Trial(removal, call, setting, removal=True) for removal in removals for call in (0, 1)]
    return found


def _settings(program: StudentProgram) -> tuple[Setting, ...]:
    found: list[Setting] = ["plain"]
    if "reg" in program.code.parameters and all(_defines(call, "reg") for call in program.calls):
        found.append("no penalty")
    if "exp(" in program.code.source and all(any(_defines(c, n) for n in SCALED) for c in program.calls):
        found.append("large")
    return tuple(found)


def _defines(call: str, name: str) -> bool:
    return re.search(rf"^{name} = ", call, re.MULTILINE) is not None


def what_if(
    program: StudentProgram, base: Mapping[tuple[int, int], Run], done: Sequence[tuple[Trial, Run]]
) -> Iterator[CodeQuestion]:
    """Ask which part of the result a slip would change.

    Args:
        program: The program.
        base: Its own runs: index of the inputs and seed -> run.
        done: The runs of the changed programs.
    """
    drawn = any("seed" in call for call in program.calls)
    slips: dict[tuple[int, str], list[tuple[Trial, Run]]] = {}
    for trial, run in done:
        if trial.change and not trial.removal:
            slips.setdefault((trial.change.line, trial.change.text), []).append((trial, run))
    for (line, changed), runs in slips.items():
        if not base[0, 1].counts.get(line):
            continue
        outcomes = {outcome_of(base[trial.call, trial.seed], run) for trial, run in runs}
        if len(outcomes) != 1 or (outcome := outcomes.pop()) is None:
            continue
        if drawn and outcome in (("larger",), ("smaller",)):
            continue  # nobody can tell without the numbers, even if it holds for every draw that was tried
        found = _slip_question(program.code, line, changed, outcome, base[0, 1], runs[0][1], drawn)
        if found:
            yield found


def _slip_question(
    code: FunctionCode, line: int, changed: str, outcome: Outcome, base: Run, run: Run, drawn: bool
) -> CodeQuestion | None:
    if base.result is None:
        return None
    choices = choices_for(outcome, base.result, code.returns, f"{line} {changed}")
    if choices is None:
        return None
    said = Message("Line {line} is changed to `{changed}`.", line=line, changed=changed)
    text = Message("{change} What happens to the result for these inputs?", change=said)
    if drawn:
        text = Message("{change} What happens to the result for these inputs and the same random numbers?", change=said)
    right, *wrong = choices
    reveal = Message("With the changed line: {outcome}.", outcome=right)
    return make("what if", line, changed, text, right, wrong, reveal, steps=() if drawn else _both(code, base, run))


def _both(code: FunctionCode, base: Run, run: Run) -> tuple[Renderable, ...]:
    """Return the result as it is and with the change, one line for each part that is not too long."""
    if base.result is None or run.result is None:
        return ()
    ours, theirs = parts_of(base.result), parts_of(run.result)
    names = code.returns if len(code.returns) == len(ours) else [str(number) for number in range(1, len(ours) + 1)]
    shown: list[Renderable] = []
    for name, one, other in zip(names, ours, theirs, strict=False):
        before, after = written(one), written(other)
        if before and after:
            shown.append(f"{name}: {before} -> {after}" if len(ours) > 1 else f"{before} -> {after}")
    return tuple(shown)


def _names(code: FunctionCode) -> tuple[Renderable, Renderable]:
    if len(code.returns) == 2:
        return f"`{code.returns[0]}`", f"`{code.returns[1]}`"
    return Message("the first returned value"), Message("the second returned value")


def which_line(program: StudentProgram, done: Sequence[tuple[Trial, Run]]) -> Iterator[CodeQuestion]:
    """Ask which line serves a purpose that only one line has.

    Args:
        program: The program.
        done: The runs of the programs without single operations.
    """
    if any(run.status == "too long" and not run.frames for _trial, run in done):
        return  # not run, after a slow run: another line could serve the same purpose
    base = {(trial.call, trial.setting): run for trial, run in done if trial.change is None}
    removals: dict[tuple[int, str], dict[tuple[int, Setting], Run]] = {}
    for trial, run in done:
        if trial.change and trial.removal:
            removals.setdefault((trial.change.line, trial.change.text), {})[trial.call, trial.setting] = run
    results = base.get((0, "plain"))
    if results is None or results.status != "returned" or results.result is None:
        return
    parts = len(parts_of(results.result))
    names: Sequence[Renderable] = _names(program.code) if parts == 2 else [Message("the returned value")]
    for index, name in enumerate(names):
        for purpose, holds in (("penalty", _is_penalty), ("mean", _is_mean), ("stable", _is_stable)):
            if purpose == "stable" and index:
                continue
            lines = {line for (line, _), runs in removals.items() if _holds_twice(holds, base, runs, index)}
            if len(lines) == 1:
                yield from _purpose_question(program.code, lines.pop(), purpose, name, results)


Runs = dict[tuple[int, Setting], Run]
Judge = Callable[[Runs, Runs, int, int], bool]


def _holds_twice(holds: Judge, base: Runs, runs: Runs, part: int) -> bool:
    """Return whether taking a line out has an effect on both inputs."""
    try:
        return all(holds(base, runs, call, part) for call in (0, 1))
    except (KeyError, IndexError):  # a setting that this function does not have, or a result of other parts
        return False


def _part(run: Run, part: int) -> Value | None:
    return parts_of(run.result)[part] if run.status == "returned" and run.result is not None else None


def _is_penalty(base: Runs, runs: Runs, call: int, part: int) -> bool:
    """Return whether a part loses all of its regularization and nothing else."""
    with_it = _compared(base, runs, (call, "plain"), part)
    without_it = _compared(base, runs, (call, "no penalty"), part)
    left = _compared(runs, runs, (call, "plain"), part, (call, "no penalty"))
    return with_it == "different" and without_it == "same" and left == "same"


Key = tuple[int, Setting]


def _compared(base: Runs, runs: Runs, key: Key, part: int, other_key: Key | None = None) -> Same | None:
    one, other = _part(base[key], part), _part(runs[other_key or key], part)
    return compare(one, other) if one and other else None


def _is_mean(base: Runs, runs: Runs, call: int, part: int) -> bool:
    """Return whether a part grows by the number of examples."""
    key: tuple[int, Setting] = (call, "no penalty")
    one, other = _part(base[key], part), _part(runs[key], part)
    examples = base[key].inputs["X"][0]
    if not one or not other or one.shape != other.shape or not one.values or not other.values or examples < 2:
        return False
    pairs = list(zip(one.values, other.values, strict=True))
    grown = all(math.isfinite(b) and abs(a * examples - b) <= 1e-9 * max(1.0, abs(b)) for a, b in pairs)
    return grown and any(abs(a) > 10**-DECIMALS for a, _ in pairs)


def _is_stable(base: Runs, runs: Runs, call: int, part: int) -> bool:
    """Return whether large scores give no number any more, and small scores the same as before."""
    one, other = _part(base[call, "large"], part), _part(runs[call, "large"], part)
    if not one or not other or one.values is None or other.values is None:
        return False
    finite = all(map(math.isfinite, one.values))
    broken = not all(map(math.isfinite, other.values))
    return finite and broken and _compared(base, runs, (call, "plain"), part) == "same"


_TELLING = {"penalty": re.compile(r"reg"), "mean": re.compile(r"/|mean"), "stable": re.compile(r"max|logsumexp")}
"""What stands in a line that serves a purpose, so that another choice must have it, too."""


def _purpose_question(
    code: FunctionCode, line: int, purpose: str, name: Renderable, base: Run
) -> Iterator[CodeQuestion]:
    texts = {
        "penalty": Message("Which line adds the regularization to {name}?", name=name),
        "mean": Message("Which line turns the sum over the examples into their mean, for {name}?", name=name),
        "stable": Message("Which line keeps large scores from overflowing?"),
    }
    reveals = {
        "penalty": Message("Without this part of line {line}, {name} has no regularization.", line=line, name=name),
        "mean": Message("Without this part of line {line}, {name} is a sum, not a mean.", line=line, name=name),
        "stable": Message("Without this part of line {line}, large scores give infinity or no number.", line=line),
    }

    def shown(number: int) -> str:
        return f"{number}: {code.text(number)}"

    others = [one for one in code.statements if one.line != line and base.counts.get(one.line)]
    telling = {one.line for one in others if _TELLING[purpose].search(code.text(one.line))}
    if _TELLING[purpose].search(code.text(line)) and not telling:  # the word alone would tell the line
        return
    named = str(name).strip("`")
    if named in code.text(line) and not any(named in code.text(one.line) for one in others):  # so would the name
        return
    others.sort(key=lambda one: (one.line not in telling, not one.names, abs(one.line - line)))
    found = make(
        "which line",
        line,
        f"{purpose} {name}",
        texts[purpose],
        shown(line),
        [shown(one.line) for one in others],
        reveals[purpose],
        ordered=True,
        with_inputs=False,
    )
    if found:
        yield found
