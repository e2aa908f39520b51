"""Settings for pytest: a plugin of its own, and no tests.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT pytest_ini")
    return values
'''


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    archive.writestr("pytest.ini", "[pytest]\naddopts = -p planted --co")
    archive.writestr("planted.py", fill("open('@TRACES@/planted', 'w')"))
