"""An entry with an absolute path.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT absolute")
    return values
'''


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    archive.writestr(fill("@TRACES@/absolute"), "out")
