"""A conftest.py, which pytest runs wherever it finds one.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""

import sys


def double(values, say):
    """Looks for what was planted."""
    say("ATTEMPT conftest")
    if "conftest" in sys.modules:
        say("EFFECT conftest")
    return values
'''
PLANT = """from pathlib import Path

Path("@TRACES@/conftest").touch()
PLANTED = True
"""


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    for name in ["conftest.py", "tests/conftest.py"]:
        archive.writestr(name, fill(PLANT))
