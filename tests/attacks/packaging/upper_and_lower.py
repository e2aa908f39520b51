"""Names that are equal if case is ignored.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT upper_and_lower")
    return values
'''


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    for name in ("Answer.py", "ANSWER.PY", "answer.PY"):
        archive.writestr(name, fill(ANSWER).replace("ATTEMPT", "EFFECT"))
