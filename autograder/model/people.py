"""Define a person: a student as a platform or a roster describes them."""

import msgspec

__all__ = ["Person"]


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """One student; fields are empty where nothing is known.

    Attributes:
        key: How every command, page and file calls this student; unique in a results folder.
        id: The platform's own id: Canvas user id, Moodle participant number, Blackboard user name.
        name: Name, as the platform spells it.
        email: E-mail address.
        sid: Student number of the institution (Canvas calls it SIS User ID).
        login: User name at the institution (SIS Login ID).
        group: Name of the group, if a group handed in.
    """

    key: str
    id: str = ""
    name: str = ""
    email: str = ""
    sid: str = ""
    login: str = ""
    group: str = ""

    def names(self) -> tuple[str, ...]:
        """Return every spelling by which a command may find this person, the key first."""
        return tuple(dict.fromkeys(filter(None, (self.key, self.id, self.name, self.email, self.sid, self.login))))
