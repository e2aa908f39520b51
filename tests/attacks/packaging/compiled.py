"""Compiled code that does not match its source and asks Python not to check that.

layer: intake
effect: naive archive
"""

import importlib.util
import marshal
import sys

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT compiled")
    return values
'''


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    code = compile(fill(ANSWER).replace("ATTEMPT", "EFFECT"), "answer.py", "exec")
    data = importlib.util.MAGIC_NUMBER + bytes([1, *[0] * 11]) + marshal.dumps(code)
    archive.writestr(f"__pycache__/answer.{sys.implementation.cache_tag}.pyc", data)
    archive.writestr("answer.pyc", data)
