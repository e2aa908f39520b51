"""Say in words what a change of a program does to its result, if that is clear."""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal

from autograder.i18n import Message, Renderable
from autograder.understanding.observe import Run, Value
from autograder.understanding.question import APART, DECIMALS

__all__ = ["Outcome", "Same", "choices_for", "compare", "outcome_of", "parts_of"]

Same = Literal["same", "different", "shape"]
Outcome = tuple[str, ...]
"""`raises`; for one number `same`, `larger`, `smaller`; for two or three parts `same` or `different` for each; for
anything else `same`, `some`, `every`, `shape`."""

MOST_PARTS = 3


def compare(one: Value, other: Value) -> Same | None:
    """Compare two values: the same, clearly different, of another shape, or None if that is not clear."""
    changed = _changed(one, other)
    return changed if changed is None or changed == "shape" else "different" if any(changed) else "same"


def _changed(one: Value, other: Value) -> list[bool] | Literal["shape"] | None:
    """Return of each number whether it changes; None if that is not clear."""
    if one.kind not in ("number", "array") or other.kind not in ("number", "array"):
        return None
    if one.shape != other.shape:
        return "shape"
    if one.values is None or other.values is None or one.dtype != other.dtype:
        return None
    if not all(math.isfinite(number) for number in one.values):
        return None
    found = [_differs(a, b) for a, b in zip(one.values, other.values, strict=True)]
    return None if None in found else [bool(change) for change in found]


def _differs(one: float, other: float) -> bool | None:
    if not math.isfinite(other) or abs(one - other) > max(APART * max(abs(one), abs(other)), 10**-DECIMALS):
        return True
    return False if abs(one - other) <= 1e-9 * max(1.0, abs(one)) else None


def parts_of(value: Value) -> tuple[Value, ...]:
    """Return the values that a function returns together: a tuple, or a list of different things or of arrays."""
    kinds = {item.kind for item in value.items}
    together = value.kind == "tuple" or (value.kind == "list" and (len(kinds) > 1 or kinds == {"array"}))
    return value.items if together else (value,)


def _leaves(value: Value) -> Iterator[Value]:
    """Yield the numbers and arrays in a value, and whatever cannot be compared."""
    if value.kind in ("tuple", "list", "dict"):
        for item in value.items:
            yield from _leaves(item)
    else:
        yield value


def _all_changed(one: Value, other: Value) -> list[bool] | Literal["shape"] | None:
    """Return of each number in two values whether it changes."""
    ours, theirs = list(_leaves(one)), list(_leaves(other))
    if one.kind != other.kind or one.keys != other.keys:
        return None
    if len(ours) != len(theirs):
        return "shape"
    found: list[bool] = []
    shape = False
    for a, b in zip(ours, theirs, strict=True):
        if a.kind == b.kind == "none":
            continue
        changed = _changed(a, b)
        if changed is None:
            return None
        if changed == "shape":
            shape = True
        else:
            found += changed
    return "shape" if shape else found


def outcome_of(base: Run, run: Run) -> Outcome | None:
    """Return what a change does to the result; None if that is not clear.

    Args:
        base: The program as it is.
        run: The changed program on the same input.
    """
    if run.status == "raised":
        return ("raises",)
    one, other = base.result, run.result
    if run.status != "returned" or one is None or other is None:
        return None
    if _is_scalar(one):
        if _changed(one, other) not in ([True], [False]) or one.values is None or other.values is None:
            return None
        (before,), (after,) = one.values, other.values
        if not math.isfinite(after):
            return None
        return ("same" if _differs(before, after) is False else "larger" if after > before else "smaller",)
    ours, theirs = parts_of(one), parts_of(other)
    if 2 <= len(ours) <= MOST_PARTS:
        if len(ours) != len(theirs):
            return None
        changes = [_all_changed(a, b) for a, b in zip(ours, theirs, strict=True)]
        if None in changes:
            return None
        return tuple("different" if change == "shape" or (change and any(change)) else "same" for change in changes)
    changed = _all_changed(one, other)
    if changed is None or (changed != "shape" and len(changed) < 2):
        return None
    if changed == "shape":
        return ("shape",) if one.kind == "array" else None  # of several values, some may keep theirs
    return ("every" if all(changed) else "some" if any(changed) else "same",)


def _is_scalar(value: Value) -> bool:
    return value.kind in ("number", "array") and value.shape == ()


def choices_for(outcome: Outcome, result: Value, returns: Sequence[str], seed: str) -> list[Renderable] | None:
    """Return the right choice and wrong ones, the most plausible first; None if the outcome has no words.

    Args:
        outcome: What happens.
        result: What the program returns as it is.
        returns: Names of the variables that it returns, if all have one.
        seed: Text that decides which of the less plausible choices are shown.
    """
    nothing, raises = Message("nothing changes, apart from rounding"), Message("the call raises an error")
    parts = len(parts_of(result))
    if _is_scalar(result):
        words: dict[Outcome, Renderable] = {
            ("same",): nothing,
            ("larger",): Message("the result gets larger"),
            ("smaller",): Message("the result gets smaller"),
            ("raises",): raises,
        }
    elif 2 <= parts <= MOST_PARTS:
        words = _words_for_parts(_names(parts, returns))
        words |= {("same",) * parts: nothing, ("raises",): raises}
    else:
        words = {
            ("same",): nothing,
            ("some",): Message("some numbers change, others do not; the shape stays"),
            ("every",): Message("every number changes; the shape stays"),
        }
        last: dict[Outcome, Renderable] = {("shape",): Message("the shape changes"), ("raises",): raises}
        kept = outcome if outcome in last else Random(seed).choice(list(last))
        words[kept] = last[kept]
    if outcome not in words:
        return None
    wrong = [choice for key, choice in words.items() if key != outcome]
    if parts == MOST_PARTS and not _is_scalar(result):
        Random(seed).shuffle(wrong)
    return [words[outcome], *wrong]


def _words_for_parts(names: Sequence[Renderable]) -> dict[Outcome, Renderable]:
    """Return words for each set of two or three parts that changes."""
    parts = len(names)
    found: dict[Outcome, Renderable] = {}
    for index, name in enumerate(names):
        changed = tuple("different" if one == index else "same" for one in range(parts))
        found[changed] = Message("only {name} changes", name=name)
    pairs = [(a, b) for a in range(parts) for b in range(a + 1, parts)]
    for a, b in pairs:
        changed = tuple("different" if one in (a, b) else "same" for one in range(parts))
        found[changed] = Message("{first} and {second} change", first=names[a], second=names[b])
    if parts == MOST_PARTS:
        found[("different",) * parts] = Message("all three change")
    return found


def _names(parts: int, returns: Sequence[str]) -> list[Renderable]:
    if len(returns) == parts:
        return [f"`{name}`" for name in returns]
    said: list[Renderable] = [Message("the first returned value"), Message("the second returned value")]
    return [*said, Message("the third returned value")][:parts]
