"""Zips whose bytes follow from what is in them alone, and files that are written whole or not at all."""

import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

__all__ = ["PRIVATE", "READABLE", "write_whole", "zip_bytes"]

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can state; a real one would differ from build to build."""

UNIX, PLAIN = 3, 0o100000
READABLE, PRIVATE = 0o644, 0o600


def zip_bytes(files: Mapping[str, bytes], modes: Mapping[str, int] | None = None) -> bytes:
    """A zip of `files` (path -> content): by name, with one fixed time, and one permission but for those in `modes`."""
    permissions = modes or {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, EPOCH)
            member.create_system, member.external_attr = UNIX, (PLAIN | permissions.get(name, READABLE)) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, files[name])
    return buffer.getvalue()


def write_whole(path: Path, content: bytes, mode: int = READABLE) -> None:
    """Write a file, its folder too; whatever happens, `path` holds the old content or all of the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            file.write(content)
        Path(beside).chmod(mode)
        os.replace(beside, path)  # noqa: PTH105 - the function that the promise is about
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
