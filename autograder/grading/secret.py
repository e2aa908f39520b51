"""Load the secret from which hidden tests draw their inputs."""

import hashlib
import os
import secrets
from pathlib import Path

from autograder.errors import UsageError

__all__ = ["SIZE", "fingerprint", "load_secret"]

SIZE = 32


def load_secret(path: Path | None = None) -> bytes:
    """Read the secret; create the default file on first use.

    Args:
        path: The file. By default the one named by the environment variable `AUTOGRADER_SECRET`, otherwise
            `autograder/secret` in the user's configuration folder.

    Returns:
        The 32 bytes of the secret.

    Raises:
        UsageError: A named file does not exist; the file is not 32 bytes long, can be read by other users, or cannot be
            read or created.
    """
    named = path or _named_by_the_environment()
    place = named or _own_place()
    try:
        if not place.exists():
            if named:
                raise UsageError(
                    f"{place}: there is no such file; name no file to use your own secret, or create this one: "
                    f"(umask 077; head -c {SIZE} /dev/urandom > {place})"
                )
            _make(place)
        data = place.read_bytes()
        mode = place.stat().st_mode & 0o077
    except OSError as error:
        raise UsageError(
            f"{place}: the secret cannot be read or created ({error.strerror}); name another file with --secret"
        ) from None
    if len(data) != SIZE:
        raise UsageError(
            f"{place}: {len(data)} bytes instead of {SIZE}; restore the secret from your backup, or name another file"
        )
    if mode and os.name == "posix":
        raise UsageError(f"{place}: other users have access (permission bits {mode:03o}); run `chmod 600 {place}`")
    return data


def fingerprint(secret: bytes) -> str:
    """Return a short hash of the secret for records; it distinguishes secrets without revealing them."""
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
