"""A native module instead of the answer.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT native_module")
    return values
'''


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    archive.writestr("answer.cpython-311-x86_64-linux-gnu.so", b"\x7fELF")
    archive.writestr("answer.so", b"\x7fELF")
