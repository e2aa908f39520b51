"""A device instead of the answer.

layer: intake
effect: naive archive
proof: none of the assignment's files
"""

import zipfile


def build(archive, fill):
    """Pack the archive."""
    entry = zipfile.ZipInfo("answer.py")
    entry.external_attr = 0o020666 << 16
    archive.writestr(entry, "")
