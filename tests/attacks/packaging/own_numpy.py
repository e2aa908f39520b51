"""A file numpy.py, which the grader might import.

layer: intake, loader
effect: naive archive
"""

ANSWER = '''"""Hand-in."""

import numpy


def double(values, say):
    """Looks for what was planted."""
    say("ATTEMPT own_numpy")
    if hasattr(numpy, "PLANTED"):
        say("EFFECT own_numpy")
    return values
'''
PLANT = """from pathlib import Path

Path("@TRACES@/own_numpy").touch()
PLANTED = True
"""


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    for name in ["numpy.py"]:
        archive.writestr(name, fill(PLANT))
