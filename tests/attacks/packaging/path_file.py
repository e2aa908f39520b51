"""A .pth file, whose lines Python runs when it starts.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT path_file")
    return values
'''


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    archive.writestr("planted.pth", fill("import pathlib; pathlib.Path('@TRACES@/pth').touch()"))
