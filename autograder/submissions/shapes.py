"""Learn from names alone whether a folder is one submission, or a class that people put together."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from autograder.errors import UsageError
from autograder.model.assignment import PACKED_NAME, Assignment
from autograder.submissions.listing import FolderListing, ListedItem, Listing, is_no_answer
from autograder.submissions.platforms.clones import is_clone
from autograder.submissions.refs import without_suffix

__all__ = ["candidates", "is_class", "looks_like_class", "refuse_two_readings"]

LOOKED_INTO = 40
"""Maximum number of folders that are looked into to learn what a folder of folders is."""

FILES_LOOKED_AT = 2_000
"""Maximum number of files of one folder that are looked at for it."""

_SOURCES = (".py", ".ipynb")
_GENERIC = re.compile(
    r"(src|source|code|lib|data|datasets?|old|new|backup|bak|copy|final|submission|answers?|work|solutions?|tests?|"
    r"images?|figures?|docs?|notebooks?|part|task|question|q|v|version|attempt|hw|homework|lab)[ _.-]?\d*",
    re.IGNORECASE,
)


def looks_like_class(listing: Listing, items: list[ListedItem], assignment: Assignment) -> bool:
    """Return whether a folder has several folders with the same listed files, and none of them at its top."""
    shape = shape_of(listing, items, assignment)
    at_top = any(item.name in assignment.files() for item in items)
    return not at_top and len(shape.holding) > 1 and not shape.are_generic() and shape.overlaps()


def is_class(listing: Listing, items: list[ListedItem], assignment: Assignment) -> bool:
    """Decide whether a folder or archive without a platform's form is a class; otherwise it is one submission.

    Args:
        listing: The folder or archive.
        items: What lies in its root, without what operating systems add.
        assignment: The assignment whose files to look for.

    Raises:
        UsageError: It can be both, or several classes.
    """
    listed = set(assignment.files())
    inside = candidates(items)
    shape = shape_of(listing, items, assignment)
    if any(item.name in listed and item.kind == "file" for item in items):
        full = [name for name, held in shape.holding.items() if held == listed and name not in listed]
        if len(full) > 1 and not shape.are_generic():
            problem = f"it has a file of the assignment at its top, and {len(full)} entries with all of them"
            refuse_two_readings(listing, problem, "folder", "submission")
        return False
    if len(inside) < 2:
        return bool(inside) and _is_a_students(listing, items, inside[0], assignment)
    others = [name for name in shape.holding if name not in shape.nested]
    if shape.nested and len(shape.nested) >= len(others):
        first = shape.nested[0]
        named = " ".join(str(listing.where / name) for name in shape.nested[:3])
        raise UsageError(
            f"{listing.where}: {first} holds the assignment's files in several folders, as if each were a student's; "
            f"name the classes below it ({named}) with --from folder, or add --from folder if {first} is one student's"
        )
    if any(item.kind == "folder" and is_clone(listing, item) for item in inside):
        return True
    if len(shape.holding) < 2 and not any(item.kind == "file" for item in inside):
        if shape.are_generic() or all(map(is_generic, shape.empty)):
            return False
        problem = f"{len(shape.holding)} of its {len(inside)} folders have a file of the assignment"
        refuse_two_readings(listing, problem, "folder", "submission")
    if shape.are_generic() and not shape.overlaps():
        return False
    if len(shape.holding) > 1 and (shape.are_generic() or not shape.overlaps()):
        problem = f"its entries {', '.join(list(shape.holding)[:3])} may be parts of one submission"
        refuse_two_readings(listing, problem, "folder", "submission")
    return True


def _is_a_students(listing: Listing, items: list[ListedItem], inner: ListedItem, assignment: Assignment) -> bool:
    """Return whether the only entry of a folder has a student's name; otherwise the folder has it."""
    bare = without_suffix(inner.name).replace("-", "_")
    unnamed = f"{bare}.zip" == PACKED_NAME or f"{assignment.id}_".startswith(f"{bare}_")
    if not isinstance(listing, FolderListing):  # a folder in an archive is only around its files
        return False
    return is_clone(listing, inner) or (len(items) == 1 and not unnamed)


def refuse_two_readings(listing: Listing, problem: str, first: str, second: str) -> None:
    """Raise an error that names both ways to read a folder.

    Raises:
        UsageError: Always.
    """
    readings = {
        "submission": "--from submission if it is one student's",
        "folder": "--from folder if each entry is a student's",
    }
    ways = [readings.get(way, f"--from {way} if it is that platform's download") for way in (first, second)]
    raise UsageError(f"{listing.where}: {problem}; add {' or '.join(ways)}")


def candidates(items: Iterable[ListedItem]) -> list[ListedItem]:
    """Return the items that may hold a submission, by name."""
    return [
        item
        for item in items
        if (item.kind == "folder" and not is_no_answer(item.name))
        or (item.kind == "file" and (without_suffix(item.name) != item.name or item.name.lower().endswith(_SOURCES)))
    ]


def is_generic(name: str) -> bool:
    """Return whether a folder has a name that people give to a part of their work, and no student has."""
    return _GENERIC.fullmatch(without_suffix(name)) is not None


class FolderShape:
    """What lies in the folders of a folder, found by names alone.

    Attributes:
        holding: Name of a folder or archive -> the listed files in it; an archive may hold any.
        nested: Names of folders in which several folders have the same listed file, and no file is above them.
        empty: Names of folders without a listed file.
    """

    def __init__(self) -> None:
        self.holding: dict[str, frozenset[str]] = {}
        self.nested: list[str] = []
        self.empty: list[str] = []

    def overlaps(self) -> bool:
        """Return whether two folders hold the same listed file, as different students' folders do."""
        counts = Counter(name for held in self.holding.values() for name in held)
        return any(count > 1 for count in counts.values())

    def are_generic(self) -> bool:
        """Return whether every holding folder has a name that people give to parts of one submission."""
        return bool(self.holding) and all(map(is_generic, self.holding))


def shape_of(listing: Listing, items: list[ListedItem], assignment: Assignment) -> FolderShape:
    """Look into the folders of a listing."""
    listed = frozenset(assignment.files())
    shape = FolderShape()
    for item in islice(candidates(items), LOOKED_INTO):
        if item.kind == "file":
            held = listed if without_suffix(item.name) != item.name else frozenset({item.name}) & listed
            if held:
                shape.holding[item.name] = held
            continue
        if is_clone(listing, item):
            shape.holding[item.name] = listed
            continue
        tops: dict[str, Counter[str]] = {}
        for path in islice(listing.files(item.name), FILES_LOOKED_AT):
            archive = without_suffix(path.name) != path.name
            if path.name in listed or archive:
                top = path.parts[0] if len(path.parts) > 1 or archive else ""
                tops.setdefault(top, Counter())[path.name if not archive else PACKED_NAME] += 1
        held = frozenset(name for counts in tops.values() for name in counts if name in listed)
        if tops and not held:
            held = listed  # archives alone
        if not held:
            shape.empty.append(item.name)
            continue
        shape.holding[item.name] = held
        if "" not in tops and len(tops) > 1 and _repeated(tops):
            shape.nested.append(item.name)
    return shape


def _repeated(tops: dict[str, Counter[str]]) -> bool:
    counts = Counter(name for names in tops.values() for name in names)
    return not all(map(is_generic, tops)) and any(count > 1 for count in counts.values())
