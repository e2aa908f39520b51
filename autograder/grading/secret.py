"""The secret that hidden tests draw their inputs from."""

import hashlib
import os
import secrets
from pathlib import Path

from autograder.errors import UsageError

__all__ = ["SIZE", "fingerprint", "load_secret"]

SIZE = 32


def load_secret(path: Path | None = None) -> bytes:
    """Read the secret; the one that nobody named is made on first use.

    Args:
        path: The file; by default `AUTOGRADER_SECRET`, else `autograder/secret` in the user's configuration folder.

    Raises:
        UsageError: There is no such file, it holds something else, others may read it, or it cannot be made.
    """
    named = path or _named_by_the_environment()
    place = named or _own_place()
    try:
        if not place.exists():
            if named:
                raise UsageError(
                    f"{place}: there is no such file; name none, to draw from a secret of your own, or make one: "
                    f"(umask 077; head -c {SIZE} /dev/urandom > {place})"
                )
            _make(place)
        data = place.read_bytes()
        mode = place.stat().st_mode & 0o077
    except OSError as error:
        raise UsageError(
            f"{place}: the secret cannot be read or made ({error.strerror}); name a file with --secret"
        ) from None
    if len(data) != SIZE:
        raise UsageError(
            f"{place}: found {len(data)} bytes; a secret is {SIZE}: put your copy of it back, or name another file"
        )
    if mode and os.name == "posix":
        raise UsageError(f"{place}: others may read it (mode {mode:03o} too many); run `chmod 600 {place}`")
    return data


def fingerprint(secret: bytes) -> str:
    """What a record says of the secret: enough to tell two apart, nothing to compute with."""
    return hashlib.sha256(b"fingerprint\0" + secret).hexdigest()[:16]


def _named_by_the_environment() -> Path | None:
    named = os.environ.get("AUTOGRADER_SECRET")
    return Path(named) if named else None


def _own_place() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "autograder" / "secret"


def _make(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(SIZE))
