"""`autograder pack`: the files to hand in, and no others, as one zip.

Exit codes: 0 a zip was written (perhaps with warnings), 1 the work is not complete and nothing was written, 2 (a
`UsageError`) the call was wrong.
"""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text as Cell

from autograder.files import write_atomically, zip_bytes
from autograder.i18n import _, choose_language, language, speaking
from autograder.model.assignment import PACKED_NAME, Assignment
from autograder.student.show import show_sources
from autograder.student.sources import StudentFile, assignment_here, inspect_sources

__all__ = ["Packed", "main", "pack"]

_TOGETHER = 60.0  # seconds within which unzipping or copying a folder writes its files


@dataclass(frozen=True)
class Packed:
    """What came of packing.

    Attributes:
        path: The zip, or where it would have been.
        files: Names of what is in it; empty if nothing was written.
        missing: Names of the files without which nothing is written.
        left_out: Names of notebooks in other languages: only the one that was worked in is taken.
        sources: What was found in the files that students write.
    """

    path: Path
    files: tuple[str, ...]
    missing: tuple[str, ...]
    left_out: tuple[str, ...]
    sources: dict[str, StudentFile]

    @property
    def stubs(self) -> tuple[str, ...]:
        """Ids of the questions that are still a stub."""
        return tuple(stub for source in self.sources.values() for stub in source.stubs)


def pack(folder: Path, out: Path | None = None) -> Packed:
    """Zip the files that the assignment in `folder` asks for, and the notebook that was worked in.

    Args:
        folder: The unzipped assignment.
        out: Where to write; `submission.zip` in `folder` by default.

    Raises:
        UsageError: `folder` is no assignment, or `out` cannot be written.
    """
    assignment = assignment_here(folder)
    path = folder / PACKED_NAME if out is None else out
    notebooks = _notebooks(folder, assignment)
    required = [*assignment.files()]
    if any(question.kind == "manual" for question in assignment.question):
        required += notebooks[:1] or [f"{assignment.id}.ipynb"]  # written questions are answered in it
    missing = tuple(name for name in required if not (folder / name).is_file())
    files = () if missing else (*assignment.files(), *notebooks[:1])
    if files:
        write_atomically(path, zip_bytes({name: (folder / name).read_bytes() for name in files}))
    return Packed(path, files, missing, tuple(notebooks[1:]), inspect_sources(folder, assignment))


def main(folder: Path, out: Path | None = None, *, lang: str | None = None, console: Console) -> int:
    """Pack, and say what is in the zip, what is still a stub, and what Python cannot read.

    Returns:
        0 if the zip was written, 1 if a file is missing and it was not.
    """
    with speaking(choose_language(lang)):
        packed = pack(folder, out)
        show_sources(console, packed.sources)
        if packed.missing:
            return _refuse(packed, console)
        _warn(packed, console)
        done = _("{path} is ready to hand in: {files}")
        console.print(Cell(done.format(path=packed.path, files=", ".join(packed.files))))
        return 0


def _warn(packed: Packed, console: Console) -> None:
    if packed.stubs:
        text = _("Still not written: {questions}. They will get no points.")
        console.print(Cell(text.format(questions=", ".join(packed.stubs)), style="yellow"))
    if packed.left_out:
        text = _("One notebook is packed, {name}; {others} is left out. To hand in the other, save it and pack again.")
        text = text.format(name=packed.files[-1], others=", ".join(packed.left_out))
        console.print(Cell(text, style="dim"))


def _refuse(packed: Packed, console: Console) -> int:
    text = _(
        "Nothing was packed: {files} must be in the folder. Restore it from the assignment's zip, then pack again."
    )
    console.print(Cell(text.format(files=", ".join(packed.missing)), style="bold red"))
    return 1


def _notebooks(folder: Path, assignment: Assignment) -> list[str]:
    """The notebooks that are there, first the one that was worked in: it was saved last.

    Where the times say nothing (both are as they were unzipped or copied), the one in the current language is first.
    """
    there = [_notebook(assignment, name) for name in assignment.languages]
    saved = {name: (folder / name).stat().st_mtime for name in there if (folder / name).is_file()}
    last = max(saved.values(), default=0.0)
    preferred = _notebook(assignment, language())
    return sorted(saved, key=lambda name: (last - saved[name] > _TOGETHER, name != preferred))


def _notebook(assignment: Assignment, language: str) -> str:
    """Return the name of the notebook in one language."""
    return f"{assignment.id}.ipynb" if language == "en" else f"{assignment.id}.{language}.ipynb"
