"""Search folders for hidden data, in every form in which it might leak."""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from autograder.testing.provider import secret_seed

__all__ = ["HIDDEN_NUMBERS", "HIDDEN_TEXTS", "found_in", "needles"]

HIDDEN_NUMBERS = (7351.90284618, -2408.61654256, 177.18863182, 18835.5438414, 5821.93047716)
"""Expected values of the hidden tests, and a number that only the reference contains."""

HIDDEN_TEXTS = ("MARK-HIDDEN-SOURCE-9f27c1", "MARK-HIDDEN-TITLE-4d81e6", "mark_hidden_name_4d81e6", "REFERENCE_MARK")
"""Words of the hidden tests and of the reference."""


def needles(secret: bytes) -> dict[str, bytes]:
    """Return everything to search for: a description, and the bytes."""
    found: dict[str, bytes] = {}
    for number in HIDDEN_NUMBERS:
        for digits in (8, 6, 4, 3):
            found[f"{number} to {digits} digits"] = f"{abs(number):.{digits}f}".encode()
        for name, raw in (("binary", np.float64(number).tobytes()), ("float32", np.float32(number).tobytes() * 2)):
            found |= {f"{number} {name}": raw, **_encoded(f"{number} {name}", raw)}
        found |= _encoded(f"{number} as text", repr(number).encode())
    for text in HIDDEN_TEXTS:
        found |= {text: text.encode(), **_encoded(text, text.encode())}
    found |= {"secret": secret, **_encoded("secret", secret)}
    seed = secret_seed(secret, "attacked", "test_four_numbers", "")
    return {**found, "a seed": str(seed).encode()}


def _encoded(name: str, raw: bytes) -> dict[str, bytes]:
    """Return bytes in hexadecimal, and in base64 at each of its three alignments."""
    forms = {f"{name} in hexadecimal": raw.hex().encode()}
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw)
        inner = text[4 * bool(shift) : len(text) - 4]  # what comes before and after changes the ends
        if len(inner) >= 8:
            forms[f"{name} in base64, from {shift}"] = inner
    return forms


def found_in(folder: Path, wanted: dict[str, bytes]) -> list[str]:
    """Return which of them occur below `folder`: in a file, in strings of JSON, in an archive."""
    hits = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            for where, data in _layers(path.name, path.read_bytes()):
                hits += [f"{path.parent.name}/{where}: {name}" for name, needle in wanted.items() if needle in data]
    return hits


def _layers(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, data
    if name.endswith(".json"):
        yield f"{name} (strings)", "\n".join(_strings(json.loads(data))).encode("utf-8", "replace")
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from ((f"{name}!{where}", inner) for where, inner in _layers(member, archive.read(member)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from (key, *_strings(item))
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    else:
        yield str(value)
