"""Match what was handed in with a roster, by stated rules and never by likelihood.

In this order: a line of the map; the platform's own id; the same e-mail address, student number or login; the same
name. Names are compared without case, spaces and punctuation, in any order of their words (`Kim, Mina`, `Mina Kim`,
`kimmina`), and with or without accents. A name counts only if one student of the roster has it, and only one hand-in
claims that student. Where both sides have an id of the same platform, only the id decides.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from autograder.errors import UsageError
from autograder.i18n import Message
from autograder.model.people import Person
from autograder.model.roster import Roster
from autograder.submissions.refs import Collected, OtherEntry, SubmissionRef

__all__ = ["Matched", "NobodyFits", "Unmatched", "find_person", "match", "name_forms", "squeezed"]

_ID_OF = {"canvas": "canvas", "moodle": "moodle", "blackboard": "blackboard"}
"""Form of a hand-in -> kind of roster that has the same ids."""
SHOWN = 5
"""Maximum number of candidates that an error message names."""


class NobodyFits(UsageError):
    """No student fits a spelling."""


@dataclass(frozen=True)
class Unmatched:
    """A student of a hand-in who is nobody in the roster.

    Attributes:
        entry: The entry.
        person: The student, as the platform describes them.
        candidates: Students of the roster whose name would fit; empty if there is none.
        reason: Why, and what to do.
    """

    entry: str
    person: Person
    candidates: tuple[Person, ...]
    reason: Message


@dataclass(frozen=True)
class Matched:
    """What was collected, with the roster's students in it.

    Attributes:
        collected: The submissions and other entries; a student who matches has the roster's key and data.
        missing: Students of the roster without any entry, in the roster's order.
        unmatched: Students who match nobody in the roster. Their submissions stay in `collected`.
        unused: Entries of the map that were not handed in this time.
    """

    collected: Collected
    missing: tuple[Person, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    unused: tuple[str, ...] = ()


def match(collected: Collected, roster: Roster | None, by_hand: Mapping[str, Sequence[str]] | None = None) -> Matched:
    """Replace the students of hand-ins by those of the roster.

    Args:
        collected: What was handed in.
        roster: The roster; None to apply only the map.
        by_hand: Entry (as in `submissions.csv`), or name of a submission -> its students.

    Raises:
        UsageError: The map names a student who is not in the roster, or whose name fits several.
    """
    chosen = by_hand or {}
    people = roster.people if roster else ()
    entries: list[SubmissionRef | OtherEntry] = [*collected.submissions, *collected.others]
    mapped = {one.entry: named for one in entries if (named := _mapped(one, chosen)) is not None}
    index = _Index(roster)
    for one in entries:
        for person in one.people if one.entry not in mapped else ():
            index.claim(person, _form(one))
    unmatched: list[Unmatched] = []

    def settled(one: SubmissionRef | OtherEntry) -> tuple[Person, ...]:
        if (named := mapped.get(one.entry)) is not None:
            return tuple(find_person(people, text) if roster else Person(text) for text in named)
        found = [member for person in one.people for member in index.members(person)]
        for person in one.people:
            target = index.find(person, _form(one))
            if target is not None:
                found.append(_filled(target, person))
            elif not index.members(person):
                found.append(index.apart(person, _form(one)))
                if roster:
                    unmatched.append(index.explain(one.entry, person, _form(one), roster))
        return tuple({person.key: person for person in found}.values())

    done = Collected(
        tuple(replace(one, people=settled(one)) for one in collected.submissions),
        tuple(replace(one, people=settled(one)) for one in collected.others),
    )
    present = {person.key for one in done.submissions for person in one.people}
    present |= {person.key for one in done.others for person in one.people}
    missing = tuple(person for person in people if person.key not in present)
    seen = {spelling for one in entries for spelling in _spellings(one)}
    return Matched(done, missing, tuple(unmatched), tuple(entry for entry in chosen if entry not in seen))


def _mapped(one: SubmissionRef | OtherEntry, by_hand: Mapping[str, Sequence[str]]) -> Sequence[str] | None:
    return next((by_hand[spelling] for spelling in _spellings(one) if spelling in by_hand), None)


def _spellings(one: SubmissionRef | OtherEntry) -> tuple[str, ...]:
    return (one.entry, one.name) if isinstance(one, SubmissionRef) else (one.entry,)


def _filled(target: Person, person: Person) -> Person:
    """Return a student of the roster, with what only the platform knows."""
    known = {name: getattr(person, name) for name in ("id", "name", "email", "sid", "login", "group")}
    return msgspec.structs.replace(target, **{k: value for k, value in known.items() if not getattr(target, k)})


def _form(one: SubmissionRef | OtherEntry) -> str:
    return one.platform if isinstance(one, SubmissionRef) else ""


class _Index:
    """Look students of a roster up by what a platform says about them."""

    def __init__(self, roster: Roster | None) -> None:
        self._kind = roster.kind if roster else ""
        self._ids: dict[str, Person] = {}
        self._same: dict[str, list[Person]] = defaultdict(list)
        self._named: dict[str, list[Person]] = defaultdict(list)
        self._claims: dict[str, set[str]] = defaultdict(set)
        self._groups: dict[str, list[Person]] = defaultdict(list)
        for person in roster.people if roster else ():
            if person.id:
                self._ids[person.id.casefold()] = person
            for text in {text.casefold() for text in (person.key, *_addresses(person)) if text}:
                self._same[text].append(person)
            for form in name_forms(person.name):
                self._named[form].append(person)
            if person.group:
                self._groups[squeezed(person.group)].append(person)

    def members(self, person: Person) -> Sequence[Person]:
        """Return the members of a group that hands in under its own name, if the roster states groups."""
        if person.group:
            return self._groups.get(squeezed(person.group), ())
        name = squeezed(person.name)
        return () if name in self._named else self._groups.get(name, ())

    def claim(self, person: Person, form: str) -> None:
        """Note that a student of a hand-in may be one of the roster, so that two of them are not taken for one."""
        if (target := self._target(person, form)) is not None:
            self._claims[target.key].add(person.key)

    def apart(self, person: Person, form: str) -> Person:
        """Return a student who is nobody in the roster, under a key that nobody there has."""
        taken = any(one.key == person.key for one in self._same.get(person.key.casefold(), ()))
        return msgspec.structs.replace(person, key=f"{person.key} ({form})") if taken else person

    def find(self, person: Person, form: str) -> Person | None:
        """Return the student of the roster; None if there is none, or if another rule forbids the match."""
        target = self._target(person, form)
        if target is None or self._certain(person, form) is not None or len(self._claims[target.key]) == 1:
            return target
        return None

    def _target(self, person: Person, form: str) -> Person | None:
        if (certain := self._certain(person, form)) is not None:
            return certain
        if self._has_id(person, form):
            return None
        found = self.by_name(person, form)
        return found[0] if len(found) == 1 else None

    def _has_id(self, person: Person, form: str) -> bool:
        return bool(person.id) and _ID_OF.get(form) == self._kind

    def _certain(self, person: Person, form: str) -> Person | None:
        """Return the student with the same id, or the same address, number or login."""
        if self._has_id(person, form):
            return self._ids.get(person.id.casefold())
        found = {one.key: one for text in _addresses(person) if text for one in self._same.get(text.casefold(), ())}
        if not found:  # numbers of two systems may be equal by chance, so a key needs a name that agrees
            same = self._same.get(person.key.casefold(), ())
            found = {
                one.key: one for one in same if form not in _ID_OF or not one.name or one in self.by_name(person, form)
            }
        return next(iter(found.values())) if len(found) == 1 else None

    def by_name(self, person: Person, form: str) -> Sequence[Person]:
        """Return the students of the roster with the same name; those with the same accents, if there are any.

        The name of a folder is a name, because whoever collected it chose it; the account of a clone is not.
        """
        name = person.name or (person.key if form in ("folder", "") else "")
        return self._named.get(squeezed(name)) or self._named.get(squeezed(name, accents=False)) or ()

    def explain(self, entry: str, person: Person, form: str, roster: Roster) -> Unmatched:
        """Say why a student matches nobody."""
        near = tuple(self.by_name(person, form))
        who, name = person.name or person.key, roster.sheet.name
        if not near:
            reason = Message(
                "{student} is not in {roster}; if this is somebody there, give --map a line with {entry}",
                student=who,
                roster=name,
                entry=entry,
            )
        else:
            reason = Message(
                "{student} could be {names} in {roster}, but that is not certain; give --map a line with {entry}",
                student=who,
                names=", ".join(f"{one.name} ({one.key})" for one in near[:SHOWN]),
                roster=name,
                entry=entry,
            )
        return Unmatched(entry, person, near, reason)


def _addresses(person: Person) -> tuple[str, ...]:
    return (person.email, person.sid, person.login)


def name_forms(name: str) -> set[str]:
    """Return a name as one word, for each order of its parts: `Kim, Mina` gives `kimmina` and `minakim`.

    Accents are kept and removed, so that both spellings match.
    """
    words = [word for word in re.split(r"[\s,]+", unicodedata.normalize("NFKC", name)) if word]
    turned = ["".join(words[start:] + words[:start]) for start in range(len(words))]
    return {squeezed(one, accents) for one in turned for accents in (True, False)} - {""}


def squeezed(name: str, accents: bool = True) -> str:
    """Return the letters and digits of a name in small letters.

    Args:
        name: The name.
        accents: Whether to keep accents.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    if not accents:
        text = "".join(one for one in unicodedata.normalize("NFD", text) if not 0x300 <= ord(one) < 0x370)
    return "".join(one for one in unicodedata.normalize("NFC", text) if one.isalnum())


def find_person(people: Iterable[Person], text: str) -> Person:
    """Find a student by key, id, e-mail address, student number, login or name.

    Args:
        people: The students.
        text: How the student was named.

    Raises:
        NobodyFits: Nobody fits.
        UsageError: Several fit; the message lists them.
    """
    known = list(people)
    exact = [one for one in known if one.key == text]
    spelled = exact or [one for one in known if text.casefold() in {name.casefold() for name in one.names()}]
    found = spelled or [one for one in known if squeezed(text) in name_forms(one.name)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{one.name or one.key} ({one.key})" for one in found[:SHOWN])
        raise UsageError(
            Message(
                "{text} fits {count} students: {names}; write the key in parentheses",
                text=repr(text),
                count=len(found),
                names=names,
            )
        )
    near = [one for one in known if any(squeezed(text) in form for form in name_forms(one.name))]
    shown = ", ".join(f"{one.name or one.key} ({one.key})" for one in (near or known)[:SHOWN]) or "-"
    raise NobodyFits(Message("there is no student {text}; students: {names}", text=repr(text), names=shown))
