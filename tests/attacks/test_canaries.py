"""The search finds hidden data in every form, and finds none in the students' results."""

import base64
import json
import zipfile

import numpy as np
import pytest

from tests.attacks.canaries import HIDDEN_NUMBERS, HIDDEN_TEXTS, found_in, needles

SECRET = bytes(range(32))
NUMBER = HIDDEN_NUMBERS[0]


@pytest.mark.parametrize(
    "leak",
    [
        repr(NUMBER).encode(),
        f"about {NUMBER:.3f}".encode(),
        np.float64(NUMBER).tobytes(),
        base64.b64encode(np.float64(NUMBER).tobytes() * 3),
        base64.b64encode(b"xy" + repr(NUMBER).encode() + b"z"),
        np.float64(NUMBER).tobytes().hex().encode(),
        HIDDEN_TEXTS[0].encode(),
        base64.b64encode(b"a" + HIDDEN_TEXTS[1].encode()),
        SECRET,
        SECRET.hex().encode(),
        base64.b64encode(b"-" + SECRET),
    ],
    ids=["text", "rounded", "binary", "binary in base64", "text in base64", "hexadecimal", "name", "name in base64",
         "secret", "secret in hexadecimal", "secret in base64"],
)  # fmt: skip
def test_a_planted_leak_is_found(tmp_path, leak):
    """A file that contains the mark is reported."""
    (tmp_path / "result.txt").write_bytes(b"before " + leak + b" after")
    assert found_in(tmp_path, needles(SECRET))


def test_a_leak_in_an_archive_is_found(tmp_path):
    """The search reads files inside archives."""
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.json", json.dumps({"value": NUMBER}))
    assert found_in(tmp_path, needles(SECRET))


def test_a_leak_in_escaped_json_is_found(tmp_path):
    """The search decodes escapes in JSON."""
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in HIDDEN_TEXTS[0])
    (tmp_path / "result.json").write_text(f'{{"message": "{escaped}"}}', encoding="ascii")
    assert found_in(tmp_path, needles(SECRET))


@pytest.mark.slow
def test_students_get_nothing_hidden(graded):
    """No file below `students/` contains a mark, whether of an attacker or of an honest submission."""
    assert found_in(graded.places.out / "students", needles(graded.secret)) == []


@pytest.mark.slow
def test_instructors_do_see_what_happened(graded):
    """The same search finds expected values in the instructors' folder."""
    assert found_in(graded.places.out / "instructor", needles(graded.secret))
