"""Find the student whom a command names, by any spelling that a platform, a roster or a page uses."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from autograder.errors import UsageError
from autograder.i18n import _
from autograder.model.people import Person

__all__ = ["find_student"]

SHOWN = 5


def find_student(
    spelling: str, people: Mapping[str, Person], more: Iterable[tuple[str, str]] = (), *, where: str = ""
) -> str:
    """Return the key of the student whom a spelling names.

    A key is taken as it is. Any other spelling may differ in case, spaces and Unicode form, but must name one student.

    Args:
        spelling: What a person wrote: a key, id, name, e-mail address, student number, login or folder.
        people: Student by key.
        more: Further spellings and the key that each belongs to.
        where: What the students belong to, for the message.

    Raises:
        UsageError: The spelling names no student, or several.
    """
    if spelling in people:
        return spelling
    spelled: defaultdict[str, set[str]] = defaultdict(set)
    for key, person in people.items():
        for name in person.names():
            spelled[_plain(name)].add(key)
    for name, key in more:
        spelled[_plain(name)].add(key)
    found = sorted(spelled.get(_plain(spelling), ()))
    if len(found) == 1:
        return found[0]
    if found:
        text = _("{spelling!r} names {count} students: {students}; write one of these keys")
        shown = ", ".join(_with_name(people, key) for key in found[:SHOWN]) + (", ..." if len(found) > SHOWN else "")
        raise UsageError(text.format(spelling=spelling, count=len(found), students=shown))
    near = sorted({key for name, keys in spelled.items() if _letters(spelling) in _letters(name) for key in keys})
    shown = ", ".join(_with_name(people, key) for key in (near or sorted(people))[:SHOWN]) or _("none")
    text = _("no student {spelling!r} in {where}; students: {students}")
    raise UsageError(text.format(spelling=spelling, where=where, students=shown))


def _with_name(people: Mapping[str, Person], key: str) -> str:
    person = people.get(key)
    return f"{key} ({person.name})" if person and person.name and person.name != key else key


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _letters(name: str) -> str:
    return re.sub(r"\W", "", _plain(name))
