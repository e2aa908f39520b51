"""A bomb beside the answer, inside another archive.

layer: intake
effect: naive archive
"""

import io
import zipfile

ANSWER = '''"""Hand-in."""


def double(values, say):
    """Tries what was packed."""
    say("ATTEMPT bomb_beside")
    return values
'''


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", fill(ANSWER))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros", bytes(50 << 20))
    for number in range(5):
        archive.writestr(f"{number}.zip", inner.getvalue())
