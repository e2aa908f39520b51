"""`autograder pack`: zip exactly the files to hand in.

Exit codes: 0 the zip was written, perhaps with warnings; 1 a file is missing and nothing was written; 2 (`UsageError`)
the command was used wrongly.
"""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text as Cell

from autograder.errors import UsageError
from autograder.files import write_atomically, zip_bytes
from autograder.i18n import _, choose_language, language, speaking
from autograder.model.assignment import FURTHER, PACKED_NAME, Assignment
from autograder.model.written import WRITTEN_FILE
from autograder.student.show import show_due, show_sources
from autograder.student.sources import StudentFile, assignment_here, inspect_sources
from autograder.student.written import answered_in, notebook_names, show_written

__all__ = ["Packed", "main", "pack"]

_TOGETHER = 60.0  # seconds; files saved within this time are taken as unzipped or copied together


@dataclass(frozen=True)
class Packed:
    """Describe the result of packing.

    Attributes:
        path: Path of the zip.
        files: Names of the files in the zip; empty if nothing was written.
        missing: Names of required files that are missing.
        left_out: Names of the notebooks that were not packed; only one is, unless another has answers, too.
        unanswered: Ids of the written questions without an answer.
        sources: Inspection of each file that students write, by name.
    """

    path: Path
    files: tuple[str, ...]
    missing: tuple[str, ...]
    left_out: tuple[str, ...]
    unanswered: tuple[str, ...]
    sources: dict[str, StudentFile]

    @property
    def stubs(self) -> tuple[str, ...]:
        """Ids of the questions whose function is still the stub."""
        return tuple(stub for source in self.sources.values() for stub in source.stubs)


def pack(folder: Path, out: Path | None = None) -> Packed:
    """Zip the required files of the assignment in `folder` and the notebook that was saved last.

    Args:
        folder: The unzipped assignment.
        out: Path of the zip; by default `submission.zip` in `folder`.

    Returns:
        What was packed, and what is missing.

    Raises:
        UsageError: `folder` is not an assignment or an optional one, or `out` cannot be written.
    """
    assignment = assignment_here(folder)
    if assignment.id == FURTHER:
        raise UsageError(
            _("Nothing in this folder is handed in; go to the folder above: {command}").format(command="cd ..")
        )
    path = folder / PACKED_NAME if out is None else out
    notebooks = _notebooks(folder, assignment)
    answered = answered_in(folder, assignment)
    places = {place for found in answered.values() for place in found}
    kept = [*notebooks[:1], *(name for name in notebooks[1:] if name in places)]
    written = [WRITTEN_FILE] if WRITTEN_FILE in places else []
    required = [*assignment.files()]
    if answered and not written:
        required += notebooks[:1] or [f"{assignment.id}.ipynb"]  # the notebook has the answers to written questions
    missing = tuple(name for name in required if not (folder / name).is_file())
    files = () if missing else (*assignment.files(), *kept, *written)
    if files:
        write_atomically(path, zip_bytes({name: (folder / name).read_bytes() for name in files}))
    left_out = tuple(name for name in notebooks if name not in kept)
    unanswered = tuple(question for question, found in answered.items() if not found)
    return Packed(path, files, missing, left_out, unanswered, inspect_sources(folder, assignment))


def main(folder: Path, out: Path | None = None, *, lang: str | None = None, console: Console) -> int:
    """Pack, and print the content of the zip, unwritten questions and files that Python cannot read.

    Args:
        folder: The unzipped assignment.
        out: Path of the zip; by default `submission.zip` in `folder`.
        lang: `en` or `ko`; by default the language of the environment.
        console: Console to write to.

    Returns:
        0 if the zip was written, 1 if a required file is missing.

    Raises:
        UsageError: `folder` is not an assignment, or `out` cannot be written.
    """
    with speaking(choose_language(lang)):
        packed = pack(folder, out)
        show_sources(console, packed.sources)
        if packed.missing:
            return _refuse(packed, console)
        assignment = assignment_here(folder)
        _warn(packed, assignment, console)
        show_due(console, assignment)
        done = _("{path} is ready to hand in: {files}")
        console.print(Cell(done.format(path=packed.path, files=", ".join(packed.files))))
        return 0


def _warn(packed: Packed, assignment: Assignment, console: Console) -> None:
    if packed.stubs:
        text = _("Not written yet: {questions} (0 points as it stands).")
        console.print(Cell(text.format(questions=", ".join(packed.stubs)), style="yellow"))
    show_written(console, assignment, packed.unanswered, next((n for n in packed.files if n.endswith(".ipynb")), ""))
    if packed.left_out:
        kept = ", ".join(name for name in packed.files if name.endswith(".ipynb"))
        text = _("Packed notebook: {name}. Left out: {others}; to hand in that one instead, save it and pack again.")
        text = text.format(name=kept, others=", ".join(packed.left_out))
        console.print(Cell(text, style="dim"))


def _refuse(packed: Packed, console: Console) -> int:
    text = _("Nothing was packed. Missing: {files}. Copy the missing files from the assignment's zip, then pack again.")
    console.print(Cell(text.format(files=", ".join(packed.missing)), style="bold red"))
    return 1


def _notebooks(folder: Path, assignment: Assignment) -> list[str]:
    """Return the existing notebooks, the one that was saved last first.

    If all were saved together (unzipped or copied), the notebook in the current language comes first.
    """
    saved = {name: (folder / name).stat().st_mtime for name in notebook_names(assignment) if (folder / name).is_file()}
    last = max(saved.values(), default=0.0)
    preferred = f"{assignment.id}.ipynb" if language() == "en" else f"{assignment.id}.{language()}.ipynb"
    return sorted(saved, key=lambda name: (last - saved[name] > _TOGETHER, name != preferred))
