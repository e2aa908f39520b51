"""Where the random inputs of a test come from."""

import hashlib
import hmac

__all__ = ["public_seed", "secret_seed"]


def public_seed(assignment: str, test: str) -> int:
    """The fixed seed of a public test: the same on every laptop and in grading."""
    return _seed(b"public", assignment, test, "")


def secret_seed(secret: bytes, assignment: str, test: str, submission: str) -> int:
    """The seed of a hidden test for one submission.

    Args:
        secret: 32 bytes that no student bundle holds.
        assignment: Its id.
        test: The test's id.
        submission: Digest of the submission, so that two submissions meet different inputs.
    """
    return _seed(secret, assignment, test, submission)


def _seed(key: bytes, *parts: str) -> int:
    message = "\0".join(parts).encode()
    return int.from_bytes(hmac.digest(key, message, hashlib.sha256)[:8], "little")
