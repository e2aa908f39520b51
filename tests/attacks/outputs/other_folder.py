"""A name that is a path to another folder.

layer: record
effect: naive writer
name: ..\\..\\grades
"""  # noqa: D301


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT other_folder")
    raise ValueError("../../grades.csv")
