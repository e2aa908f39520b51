"""Modules with the names of standard modules that the grader uses.

layer: intake, loader
effect: in-process
"""

ANSWER = '''"""Hand-in."""

import json


def double(values, say):
    """Looks for what was planted."""
    say("ATTEMPT own_json")
    if hasattr(json, "PLANTED"):
        say("EFFECT own_json")
    return values
'''
PLANT = """from pathlib import Path

Path("@TRACES@/own_json").touch()
PLANTED = True
"""


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    for name in ["json.py", "random.py", "pickle.py"]:
        archive.writestr(name, fill(PLANT))
