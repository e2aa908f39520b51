"""A link to the hidden tests instead of the answer.

layer: intake
effect: in-process
proof: none of the assignment's files
"""

import zipfile


def build(archive, fill):
    """Pack the archive."""
    entry = zipfile.ZipInfo("answer.py")
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, fill("@HIDDEN@"))
