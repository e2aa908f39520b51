"""A hundred thousand entries.

layer: intake
effect: naive archive
proof: more than 50000 files
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT many_entries")
    return values
'''


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    for number in range(100_000):
        archive.writestr(f"{number}.txt", "")
