"""A package with the name numpy.

layer: intake, loader
effect: naive archive
"""

ANSWER = '''"""Hand-in."""

import numpy


def double(values, say):
    """Looks for what was planted."""
    say("ATTEMPT own_numpy_package")
    if hasattr(numpy, "PLANTED"):
        say("EFFECT own_numpy_package")
    return values
'''
PLANT = """from pathlib import Path

Path("@TRACES@/own_numpy_package").touch()
PLANTED = True
"""


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    for name in ["numpy/__init__.py"]:
        archive.writestr(name, fill(PLANT))
