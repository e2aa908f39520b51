"""Ten thousand entries.

layer: intake
effect: naive archive
proof: more than 2000 entries
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT many_entries")
    return values
'''


def build(archive, fill):
    """Pack it."""
    archive.writestr("answer.py", fill(ANSWER))
    for number in range(10_000):
        archive.writestr(f"{number}.txt", "")
