"""An entry with a path as Windows writes it.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT backslash")
    return values
'''


def build(archive, fill):
    """Pack it."""
    archive.writestr("answer.py", fill(ANSWER))
    archive.writestr("..\\..\\traces\\slip", "out")
