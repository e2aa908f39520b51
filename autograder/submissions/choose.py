"""Choose which of the files of a submission count, by stated rules; what they do not settle is refused.

1. A file counts under its listed name. In one folder tree or archive, the folder with most of the listed files counts,
   of several the uppermost; a file that it lacks is taken from where else it is.
2. Where a loose file and an archive have different contents, the one handed in last by the platform's time counts, else
   the loose one. Of files that the platform numbers, the last counts. A date in an archive decides nothing.
3. Different contents that these rules do not tell apart are refused: a person decides.
4. A nearly right name is reported, and taken only on request.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath

from autograder.i18n import Message
from autograder.submissions.archives import BadArchive

__all__ = ["FileSource", "FoundFile", "choose_files", "is_near"]

MAX_COPIES = 100
"""Maximum number of files of one name in a submission."""


@dataclass(frozen=True)
class FileSource:
    """A folder tree, an archive, or a file that was handed in by itself.

    Attributes:
        archive: Path of the archive inside the submission; empty for loose files.
        handed_in: When the platform says it came.
        number: The platform's number, which grows with the time of upload.
    """

    archive: str = ""
    handed_in: datetime | None = None
    number: int | None = None


@dataclass(frozen=True)
class FoundFile:
    """A file of a submission.

    Attributes:
        path: Path in its source.
        source: Where it lies.
        load: Reads its content, up to a limit.
    """

    path: PurePosixPath
    source: FileSource
    load: Callable[[], bytes] = field(compare=False)

    @cached_property
    def content(self) -> bytes:
        """The content; read once."""
        return self.load()

    def __str__(self) -> str:
        return f"{self.source.archive}/{self.path}".lstrip("/")


def choose_files(
    found: Sequence[FoundFile], names: Sequence[str], given: Iterable[str], accept_names: bool
) -> tuple[dict[str, FoundFile], list[Message]]:
    """Choose the file that counts for each listed name.

    Args:
        found: The files of a submission whose names are listed, or nearly.
        names: The listed names.
        given: Names of files that students receive complete; never taken for another name.
        accept_names: Whether to take nearly right names.

    Returns:
        Listed name -> file, for those that exist; and what is worth knowing about the choice.

    Raises:
        BadArchive: The rules do not say which of several files counts, or a file cannot be read.
    """
    chosen: dict[str, FoundFile] = {}
    notes: list[Message] = []
    for name, count in Counter(file.path.name for file in found).items():
        if count > MAX_COPIES and name in names:  # they are compared, so they are in memory together
            raise BadArchive(Message("More than {most} files are called {file}.", most=MAX_COPIES, file=name))
    by_source: dict[FileSource, list[FoundFile]] = {}
    for file in found:
        by_source.setdefault(file.source, []).append(file)
    picked = [_in_source(files, names, notes) for files in by_source.values()]
    for name in names:
        options = [files[name] for files in picked if name in files]
        if options:
            chosen[name] = _among_sources(name, options, notes)
    exact = {*names, *given}
    for name in names:
        if name not in chosen:
            near = [file for file in found if file.path.name not in exact and is_near(file.path.name, name)]
            _near(name, near, chosen, notes, accept_names)
    _note_folders(chosen, notes)
    return chosen, notes


def _in_source(files: list[FoundFile], names: Sequence[str], notes: list[Message]) -> dict[str, FoundFile]:
    """Choose within one folder tree or archive."""
    by_name: dict[str, list[FoundFile]] = {name: [] for name in names}
    for file in files:
        if file.path.name in by_name:
            by_name[file.path.name].append(file)
    counts = Counter(file.path.parent for found in by_name.values() for file in found)
    rank = {folder: (-counts[folder], len(folder.parts)) for folder in counts}
    picked = {}
    for name, copies in by_name.items():
        if copies:
            copies.sort(key=lambda file: (rank[file.path.parent], str(file.path)))
            first = copies[0]
            others = [file for file in copies[1:] if file.content != first.content]
            same_rank = [file for file in others if rank[file.path.parent] == rank[first.path.parent]]
            if same_rank:
                raise _undecided(name, [first, same_rank[0]])
            if others:
                notes.append(_taken(name, first, others[0]))
            picked[name] = first
    return picked


def _undecided(name: str, files: Sequence[FoundFile]) -> BadArchive:
    return BadArchive(
        Message(
            "{file} is in it more than once, with different contents: {places}. Leave only the one that counts.",
            file=name,
            places=", ".join(map(str, files)),
        )
    )


def _taken(name: str, taken: FoundFile, other: FoundFile) -> Message:
    return Message("{file}: {taken} counts, {other} does not.", file=name, taken=str(taken), other=str(other))


def _among_sources(name: str, options: list[FoundFile], notes: list[Message]) -> FoundFile:
    """Choose between loose files and archives."""
    contents = {file.content for file in options}
    if len(contents) == 1:
        return min(options, key=lambda file: file.source.archive)
    best = _last_by(options, lambda file: file.source.handed_in.timestamp() if file.source.handed_in else None)
    if best is None:
        loose = [file for file in options if not file.source.archive]
        level = loose or _outermost(options)
        if len({file.content for file in level}) == 1:
            best = level[0]
        else:
            best = _last_by(level, lambda file: file.source.number)
    if best is None:
        raise _undecided(name, options[:2])
    other = next(file for file in options if file.content != best.content)
    notes.append(_taken(name, best, other))
    return best


def _last_by(files: list[FoundFile], key: Callable[[FoundFile], float | None]) -> FoundFile | None:
    """Return the file with the largest key; None if one has no key, or the largest is not alone."""
    keys = [key(file) for file in files]
    if any(value is None for value in keys):
        return None
    largest = max(value for value in keys if value is not None)
    return files[keys.index(largest)] if keys.count(largest) == 1 else None


def _outermost(files: list[FoundFile]) -> list[FoundFile]:
    """Return the files whose archive lies in no other of these archives."""
    archives = [file.source.archive for file in files]
    return [file for file in files if not any(file.source.archive.startswith(f"{outer}/") for outer in archives)]


def _near(
    name: str, near: list[FoundFile], chosen: dict[str, FoundFile], notes: list[Message], accept_names: bool
) -> None:
    if not near:
        return
    exact_case = [file for file in near if file.path.name.lower() == name.lower()]
    options = exact_case or near
    alone = len({file.content for file in options[:MAX_COPIES]}) == 1
    if accept_names and alone:
        chosen[name] = options[0]
        notes.append(Message("{found} was accepted as {file}.", found=str(options[0]), file=name))
    else:
        found = ", ".join(str(file) for file in options[:3])
        notes.append(Message("{file} is missing; {found} should be called {file}.", file=name, found=found))


def _note_folders(chosen: Mapping[str, FoundFile], notes: list[Message]) -> None:
    places = {(file.source.archive, file.path.parent) for file in chosen.values()}
    if len(places) > 1:
        found = ", ".join(str(file) for file in chosen.values())
        notes.append(Message("The files come from several places: {found}.", found=found))


def is_near(found: str, name: str) -> bool:
    """Return whether a file's name is nearly a listed one: other case, `knn (1).py`, `knn.py.txt`, `knn_final.py`.

    Args:
        found: The file's name.
        name: The listed name.
    """
    found, stem = found.lower().strip(), name.lower().removesuffix(".py")
    found = re.sub(r"\.(txt|py|download|bak|old|orig)$", "", found) if found.count(".") > 1 else found
    if not found.endswith((".py", ".py3", ".pyw")) and found != f"{stem}.txt":
        return False
    bare = re.sub(r"[\s_-]+", "_", found.rpartition(".")[0]).strip("_")
    stem = re.sub(r"[\s_-]+", "_", stem)
    suffix = bare.removeprefix(stem)
    if suffix == bare:
        return bool(re.fullmatch(rf"(copy_of_|kopie_von_|final_|my_|new_){re.escape(stem)}", bare))
    mark = r"(copy|final|new|old|fixed|done|last|latest|submission|version|사본|복사본|최종|v|ver)"
    # Each character fits in one way only; else a name such as knn111...1x.py would take hours.
    return re.fullmatch(rf"(?:_?(?:\d|{mark}|\(\d+\)|\({mark}\)))*", suffix) is not None
