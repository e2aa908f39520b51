"""Recognize git clones: a repository is one submission, whatever lies in it.

`<assignment>-<student>` names the student, as GitHub Classroom and `autograder fetch` write it. No file in a repository
says when it was handed in: a student can set the time of a commit.
"""

from autograder.submissions.listing import ListedItem, Listing

__all__ = ["CLONE", "is_clone", "student_of_clone"]

CLONE = "clone"
"""The form of a submission that is a clone; its name is an account."""


def is_clone(listing: Listing, item: ListedItem) -> bool:
    """Return whether a folder in the root of a listing is a git clone."""
    return item.kind == "folder" and any(inner.name == ".git" for inner in listing.below(item.name).items())


def student_of_clone(name: str, assignment: str) -> str:
    """Return the student that a folder's name names, without the assignment's part (`a1_knn-mina`)."""
    for form in (assignment, assignment.replace("_", "-")):
        bare = name.removeprefix(f"{form}-")
        if bare and bare != name:
            return bare
    return name
