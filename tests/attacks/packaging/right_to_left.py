"""A name that reads as another.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT right_to_left")
    return values
'''


def build(archive, fill):
    """Pack it."""
    archive.writestr("answer.py", fill(ANSWER))
    archive.writestr("\u202eyp.rewsna", fill(ANSWER).replace("ATTEMPT", "EFFECT"))
    archive.writestr("answer.py\u202e", "raise SystemExit")
