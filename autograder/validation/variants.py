"""Submissions made out of the reference: right ones, empty ones, thoughtless ones, wrong ones."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.authoring.build import build
from autograder.authoring.course import AssignmentSource
from autograder.authoring.skeleton import skeleton, stub
from autograder.errors import AssignmentError
from autograder.files import read_text
from autograder.model.assignment import Question
from autograder.model.misconceptions import Misconception, load_misconceptions
from autograder.validation.fake_answers import BREAKS, BY_HEART, RECORDS, RUBBISH, TRIVIAL, prelude
from autograder.validation.local_run import run_locally
from autograder.validation.reference_edits import decorated, mistaken

__all__ = ["KINDS", "Variant", "alternatives_in", "make", "reference_texts", "repeated"]


@dataclass(frozen=True)
class Variant:
    """One submission.

    Attributes:
        kind: Why it is there, a key of `KINDS`.
        name: What it is called within its kind.
        files: File -> text.
        question: The question that it gets wrong, if it is one alone.
        repetition: Which copy this is, from 1 on.
    """

    kind: str
    name: str
    files: Mapping[str, str]
    question: str | None = None
    repetition: int = 1

    @property
    def graded(self) -> str | None:
        """The question that is graded alone; None for all.

        A mistake stays inside its question's function. That no other question's tests call this one is what
        independence shows, on the inputs of that grading: there it ends in an exception.
        """
        return self.question if self.kind == "misconception" else None

    @property
    def folder(self) -> str:
        """The name of its folder, and in its record."""
        copy = f".{self.repetition}" if self.repetition > 1 else ""
        return f"{self.kind}.{self.name}{copy}"

    def put(self, into: Path) -> Path:
        """Write it below `into`, and return its folder."""
        folder = into / self.folder
        folder.mkdir()
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        return folder


def make(source: AssignmentSource, kinds: Iterable[str]) -> list[Variant]:
    """Every variant of these kinds; misconceptions that do not apply are left out.

    Raises:
        AssignmentError: The source is broken.
    """
    return [variant for kind in KINDS if kind in set(kinds) for variant in KINDS[kind](source)]


def repeated(variant: Variant, times: int) -> list[Variant]:
    """The variant again, each copy with a remark at the end of its files.

    Hidden tests draw their inputs from the secret and the digest of what was handed in, so that every copy meets inputs
    of its own, as it would with another secret.
    """
    return [
        replace(
            variant,
            files={name: f"{text}\n# repetition {number}\n" for name, text in variant.files.items()},
            repetition=number,
        )
        for number in range(2, times + 1)
    ]


def alternatives_in(source: AssignmentSource) -> list[Path]:
    """The folders with right answers in other styles."""
    return sorted(path for path in (source.folder / "alternatives").glob("*") if any(path.glob("*.py")))


def _reference(source: AssignmentSource) -> Iterator[Variant]:
    yield Variant("reference", "reference", reference_texts(source))


def _skeleton(source: AssignmentSource) -> Iterator[Variant]:
    yield Variant("skeleton", "skeleton", _skeletons(source))


def _trivial(source: AssignmentSource) -> Iterator[Variant]:
    yield Variant("trivial", "given_code", _without_stubs(source))
    for name, body in TRIVIAL.items():
        yield _all_replaced(source, "trivial", name, body)


def _by_heart(source: AssignmentSource) -> Iterator[Variant]:
    """What a student can write who has seen the public tests and understood nothing."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        record = Path(scratch, "inputs.txt")
        watched = _replaced(source, RECORDS.format(path=str(record)))
        run_locally(source, build(source), watched, hidden=False)
        inputs = frozenset(record.read_text(encoding="utf-8").split()) if record.is_file() else frozenset()
    yield Variant("by_heart", "by_heart", _replaced(source, BY_HEART.format(inputs=set(inputs))))


def _rubbish(source: AssignmentSource) -> Iterator[Variant]:
    for name, body in RUBBISH.items():
        yield _all_replaced(source, "rubbish", name, body)


def _broken(source: AssignmentSource) -> Iterator[Variant]:
    for question in source.assignment.auto():
        files = {**reference_texts(source), **decorated(source, (question,), prelude(BREAKS), "_instead")}
        yield Variant("broken", question.id, files, question.id)


def _misconceptions(source: AssignmentSource) -> Iterator[Variant]:
    for entry in load_misconceptions(source.folder, source.assignment):
        text = _applied(source, entry)
        if text is not None:
            file = source.assignment.named(entry.question).file
            yield Variant("misconception", entry.id, {**reference_texts(source), str(file): text}, entry.question)


def _alternatives(source: AssignmentSource) -> Iterator[Variant]:
    for folder in alternatives_in(source):
        own = {path.name: read_text(path, source.show(path)) for path in sorted(folder.glob("*.py"))}
        unknown = own.keys() - set(source.assignment.files())
        if unknown:
            where = source.show(folder / min(unknown))
            raise AssignmentError(where, f"students hand in {', '.join(source.assignment.files())}; rename it")
        yield Variant("alternative", folder.name, {**reference_texts(source), **own})


KINDS = {
    "reference": _reference,
    "skeleton": _skeleton,
    "trivial": _trivial,
    "by_heart": _by_heart,
    "rubbish": _rubbish,
    "broken": _broken,
    "misconception": _misconceptions,
    "alternative": _alternatives,
}
"""What makes the variants of a kind."""


def reference_texts(source: AssignmentSource) -> dict[str, str]:
    """File -> text of the answers."""
    return {
        name: read_text(source.folder / name, source.show(source.folder / name)) for name in source.assignment.files()
    }


def _skeletons(source: AssignmentSource) -> dict[str, str]:
    return {name: skeleton(source, name) for name in source.assignment.files()}


def _without_stubs(source: AssignmentSource) -> dict[str, str]:
    """The skeleton as it is where nothing is written and nothing complains: what the given code alone gets."""
    texts = _skeletons(source)
    for question in source.assignment.question:
        if question.file and question.function:
            texts[question.file] = texts[question.file].replace(stub(question), "pass")
    return texts


def _all_replaced(source: AssignmentSource, kind: str, name: str, body: str) -> Variant:
    return Variant(kind, name, _replaced(source, body))


def _replaced(source: AssignmentSource, body: str) -> dict[str, str]:
    questions: tuple[Question, ...] = source.assignment.auto()
    return {**reference_texts(source), **decorated(source, questions, prelude(body), "_instead")}


def _applied(source: AssignmentSource, entry: Misconception) -> str | None:
    try:
        return mistaken(source, entry)
    except AssignmentError:
        return None  # the part about metadata tells of it
