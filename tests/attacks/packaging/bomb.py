"""Three hundred megabytes in three hundred kilobytes.

layer: intake
effect: naive archive
proof: answer.py is too large
"""


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", bytes(300 << 20))
