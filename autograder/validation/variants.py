"""Create submissions from the reference: correct, empty, thoughtless and wrong ones."""

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
    """Describe one submission.

    Attributes:
        kind: Kind of submission, a key of `KINDS` or one of `COMBINED`.
        name: Name within its kind.
        files: File -> text.
        question: The only question that it answers wrongly, if it is exactly one.
        repetition: Number of the copy, counted from 1.
    """

    kind: str
    name: str
    files: Mapping[str, str]
    question: str | None = None
    repetition: int = 1

    @property
    def graded(self) -> str | None:
        """Question to grade; None for all.

        A mistake changes only its question's function, so only that question is graded. The part `independence`, for
        which all are graded, proves that the tests of other questions do not call the function.
        """
        return None if self.kind == "broken" else self.question

    @property
    def folder(self) -> str:
        """Name of the submission's folder and of its record."""
        copy = f".{self.repetition}" if self.repetition > 1 else ""
        return f"{self.kind}.{self.name}{copy}"

    def put(self, into: Path) -> Path:
        """Write the submission below `into`; return its folder."""
        folder = into / self.folder
        folder.mkdir()
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        return folder


def make(source: AssignmentSource, kinds: Iterable[str]) -> list[Variant]:
    """Create all variants of some kinds, without misconceptions that cannot be applied.

    Args:
        source: The assignment.
        kinds: Keys of `KINDS`.

    Raises:
        AssignmentError: The source is broken.
    """
    return [variant for kind in KINDS if kind in set(kinds) for variant in KINDS[kind](source)]


def repeated(variant: Variant, times: int) -> list[Variant]:
    """Return copies of a variant that differ in a comment at the end of each file.

    Hidden tests seed their inputs with the secret and the digest of the submission, so each copy gets new inputs, as
    with another secret.

    Args:
        variant: The variant to copy.
        times: Number of gradings in total, including the original.
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
    """Return the folders with correct answers in other styles."""
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
    """Create an answer that is right only on the inputs of the public tests."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        record = Path(scratch, "inputs.txt")
        watched = _replaced(source, RECORDS.format(path=str(record)))
        run_locally(source, build(source), watched, hidden=False, free=True)
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
"""Kind -> function that creates its variants."""


def reference_texts(source: AssignmentSource) -> dict[str, str]:
    """Return file -> text of the reference."""
    return {
        name: read_text(source.folder / name, source.show(source.folder / name)) for name in source.assignment.files()
    }


def _skeletons(source: AssignmentSource) -> dict[str, str]:
    return {name: skeleton(source, name) for name in source.assignment.files()}


def _without_stubs(source: AssignmentSource) -> dict[str, str]:
    """Return the skeleton with `pass` in place of each stub's exception, to see what the given code alone earns."""
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
        return None  # the part `metadata` reports it
