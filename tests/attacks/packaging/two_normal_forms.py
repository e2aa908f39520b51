"""Names that are equal in another Unicode form.

layer: intake
effect: naive archive
"""

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT two_normal_forms")
    return values
'''


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    for name in ("\uff41nswer.py", "answer\uff0epy", "a\u0301nswer.py"):
        archive.writestr(name, fill(ANSWER).replace("ATTEMPT", "EFFECT"))
