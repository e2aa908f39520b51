"""A notebook whose cells run commands.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT notebook")
    return values
'''


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    archive.writestr("answer.ipynb", fill('{"cells": [{"source": ["!touch @TRACES@/cell"]}]}'))
