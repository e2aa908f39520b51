"""A given file with other content.

layer: intake
effect: in-process
"""

ANSWER = '''"""Hand-in."""

import helpers


def double(values, say):
    """Looks for what was planted."""
    say("ATTEMPT given_file")
    if hasattr(helpers, "PLANTED"):
        say("EFFECT given_file")
    return values
'''
PLANT = """from pathlib import Path

Path("@TRACES@/given_file").touch()
PLANTED = True
"""


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    for name in ["helpers.py"]:
        archive.writestr(name, fill(PLANT))
