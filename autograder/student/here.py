"""The assignment in the folder where a student types a command."""

from pathlib import Path

from autograder.errors import UsageError
from autograder.i18n import _
from autograder.model.assignment import PUBLIC_NAME, SOURCE_NAME, Assignment, load_assignment

__all__ = ["assignment_here"]


def assignment_here(folder: Path) -> Assignment:
    """Read the assignment in `folder`.

    Raises:
        UsageError: There is none; the message says where to go.
    """
    if any((folder / name).is_file() for name in (SOURCE_NAME, PUBLIC_NAME)):
        return load_assignment(folder)
    text = _("{folder} is not an assignment's folder: it has no {name}. Go to the one that you unzipped: {command}")
    below = sorted(path.parent.name for path in folder.glob(f"*/{PUBLIC_NAME}"))
    raise UsageError(text.format(folder=folder, name=PUBLIC_NAME, command=f"cd {below[0] if below else '...'}"))
