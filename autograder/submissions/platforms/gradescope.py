"""Recognize Gradescope's export: folders `submission_123`, and their students in `submission_metadata.yml`."""

from collections.abc import Iterable, Iterator
from typing import Any

from autograder.errors import UsageError
from autograder.i18n import Message
from autograder.model.people import Person
from autograder.submissions.listing import ListedItem, Listing
from autograder.submissions.platforms.clock import read_time
from autograder.submissions.platforms.common import entry_path, ignored, is_index, plain_name, unusable
from autograder.submissions.refs import Collected, OtherEntry, SubmissionRef

__all__ = ["Gradescope"]

METADATA = "submission_metadata.yml"
MAX_METADATA = 256 << 20
MAX_DEPTH = 50
"""Maximum depth of the metadata, stream and document included; an export has about ten."""

_NOTHING = ("", "null", "~", "Null", "NULL")


class Gradescope:
    """Exports of a Gradescope assignment."""

    name, title = "gradescope", "Gradescope"

    def claims(self, listing: Listing, items: list[ListedItem]) -> int:
        """Claim everything if the metadata is there."""
        return len(items) if any(item.name == METADATA and item.kind == "file" for item in items) else 0

    def collect(self, listing: Listing, items: list[ListedItem]) -> Collected:
        """Read the students of each folder from the metadata."""
        described = _metadata(listing)
        folders = {item.name: item for item in items}
        submissions: list[SubmissionRef] = []
        others: list[OtherEntry] = []
        for key, entry in described.items():
            people = tuple(_people(key, entry))
            if key not in folders or key == METADATA:
                reason = Message("The metadata names it, but it is missing; download the export again.")
                others.append(unusable(listing, key, reason, *people))
                continue
            parts = listing.parts(key)
            if not parts:
                others.append(unusable(listing, key, Message("The folder is empty."), *people))
                continue
            handed_in = read_time(_text(entry.get(":created_at")))
            submissions.append(
                SubmissionRef(entry_path(listing, key), people[0].key, people, parts, handed_in, platform=self.name)
            )
        for name in folders:
            if name == METADATA or is_index(name):
                others.append(ignored(listing, name, Message("a page of contents")))
            elif name not in described:
                others.append(unusable(listing, name, Message("The metadata of the export does not name it.")))
        return Collected(tuple(submissions), tuple(others))


def _metadata(listing: Listing) -> dict[str, dict[str, Any]]:
    """Read the metadata without giving a meaning to any value, so that student numbers keep their zeros.

    Raises:
        UsageError: PyYAML is missing, or the file is damaged.
    """
    shown = listing.where / METADATA
    try:
        import yaml  # an instructor's need, so an extra
    except ImportError:
        raise UsageError(
            f"{shown}: reading it needs PyYAML; pip install 'image-classification-course[instructor]'"
        ) from None
    data = listing.read(METADATA, MAX_METADATA)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the one in C reads 5,000 entries in a second
    try:
        text = data.decode("utf-8-sig")
        _require_flat(yaml.parse(text, Loader=loader))
        table = yaml.load(text, Loader=loader)
        return {str(key): dict(value) for key, value in table.items()}
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError, ValueError, RecursionError):
        raise UsageError(f"{shown}: not the metadata of a Gradescope export; download the export again") from None


def _require_flat(events: Iterable[object]) -> None:
    """Raise ValueError if something is nested too deep: the library in C would end the process instead."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent")
        depth -= kind.endswith("EndEvent")
        if depth > MAX_DEPTH:
            raise ValueError(f"nested more than {MAX_DEPTH} deep")


def _people(folder: str, entry: dict[str, Any]) -> Iterator[Person]:
    """Yield the members of a group; one without a name if the metadata names nobody."""
    listed = entry.get(":submitters")
    submitters = [person for person in listed if isinstance(person, dict)] if isinstance(listed, list) else []
    for person in submitters or [{}]:
        name, email, sid = (_text(person.get(f":{key}")) for key in ("name", "email", "sid"))
        key = sid or email or (plain_name(folder) if len(submitters) < 2 else f"{plain_name(folder)} {name}")
        yield Person(key, name=name, email=email, sid=sid)


def _text(value: object) -> str:
    return plain_name(value) if isinstance(value, str) and value not in _NOTHING else ""
