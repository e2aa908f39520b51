"""A name that leads to another folder.

layer: record
effect: naive writer
name: ..\\..\\grades
"""  # noqa: D301


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT other_folder")
    raise ValueError("../../grades.csv")
