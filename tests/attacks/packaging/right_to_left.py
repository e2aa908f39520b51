"""A name that is displayed as another name.

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
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    archive.writestr("\u202eyp.rewsna", fill(ANSWER).replace("ATTEMPT", "EFFECT"))
    archive.writestr("answer.py\u202e", "raise SystemExit")
