"""A package with the grader's name.

layer: intake, loader
effect: naive archive
"""

ANSWER = '''"""Hand-in."""

import sys


def double(values, say):
    """Looks for what was planted."""
    say("ATTEMPT own_autograder")
    if hasattr(sys.modules.get("autograder"), "PLANTED"):
        say("EFFECT own_autograder")
    return values
'''
PLANT = """from pathlib import Path

Path("@TRACES@/own_autograder").touch()
PLANTED = True
"""


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    for name in ["autograder/__init__.py", "autograder/testing/__init__.py"]:
        archive.writestr(name, fill(PLANT))
