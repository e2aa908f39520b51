"""A member compressed by LZMA, which makes the unpacker allocate four gigabytes.

layer: intake
effect: naive archive
proof: not a zip that can be opened
"""

import zipfile


def build(archive, fill):
    """Pack the archive."""
    archive.writestr("answer.py", "def double(values, say):\n    return values\n", zipfile.ZIP_LZMA)
    member = archive.getinfo("answer.py")
    archive.fp.seek(member.header_offset + 30 + len(member.filename) + 5)  # behind version, length and first property
    archive.fp.write(b"\xff" * 4)  # the size of the dictionary
    archive.fp.seek(archive.start_dir)
