"""A member packed by LZMA, which may ask whoever unpacks it for gigabytes, and breaks as nothing else does.

layer: intake
effect: not shown
proof: not a zip that can be opened
"""

import zipfile


def build(archive, fill):
    """Pack it."""
    archive.writestr("answer.py", "def double(values, say):\n    return values\n", zipfile.ZIP_LZMA)
