"""Check what a test needs from the machine. If it is missing, skip the test; under CI=true, fail it."""

import locale
import os
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

__all__ = ["needs"]


def needs(*names: str) -> None:
    """Skip or fail the running test unless the machine has everything named.

    Args:
        names: `network`, `root`, `linux`, `fashion-mnist` (Debian's package), a locale (`ko_KR.EUC-KR`), or a
            command (`git`, `chromium`).
    """
    for name in names:
        if _has(name):
            continue
        reason = f"this machine lacks what the test needs: {name}"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason} (under CI=true nothing is skipped; .ci/run should provide it)", pytrace=False)
        pytest.skip(reason)


def _has(name: str) -> bool:
    if name in _PROBES:
        return _PROBES[name]()
    return _has_locale(name) if "." in name else shutil.which(name) is not None


def _has_locale(name: str) -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_CTYPE, before)
    return True


def _has_network() -> bool:
    try:
        socket.create_connection(("pypi.org", 443), timeout=5).close()
    except OSError:
        return False
    return True


_PROBES: dict[str, Callable[[], bool]] = {
    "fashion-mnist": lambda: Path("/usr/share/datasets/fashion-mnist").is_dir(),
    "linux": lambda: sys.platform == "linux",
    "network": _has_network,
    "root": lambda: hasattr(os, "geteuid") and os.geteuid() == 0,
}
