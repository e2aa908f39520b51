"""A sitecustomize.py, which Python runs when it starts.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""

import sys


def double(values, say):
    """Looks for what was planted."""
    say("ATTEMPT sitecustomize")
    if "sitecustomize" in sys.modules and hasattr(sys.modules["sitecustomize"], "PLANTED"):
        say("EFFECT sitecustomize")
    return values
'''
PLANT = """from pathlib import Path

Path("@TRACES@/sitecustomize").touch()
PLANTED = True
"""


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    for name in ["sitecustomize.py", "usercustomize.py"]:
        archive.writestr(name, fill(PLANT))
