"""The wheel in a student's zip, and the zips themselves."""

import base64
import csv
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

import autograder
from autograder.authoring import wheel
from autograder.authoring.wheel import DISTRIBUTION, WHEEL, wheel_bytes
from autograder.errors import UsageError
from autograder.files import write_atomically, zip_bytes


@pytest.fixture(scope="module")
def opened():
    """The wheel, opened."""
    with zipfile.ZipFile(io.BytesIO(wheel_bytes())) as archive:
        yield archive


def test_the_wheel_holds_every_file_of_the_package_and_no_other(opened):
    """Modules, data, catalog and `py.typed`; no caches and no sources of catalogs."""
    package = Path(autograder.__file__).parent
    modules = {path.relative_to(package.parent).as_posix() for path in package.rglob("*.py")}
    names = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert modules <= names
    assert {"autograder/py.typed", "autograder/data/digits.npz", "autograder/i18n/ko.mo"} <= names
    assert not [name for name in names if name.endswith((".pyc", ".po")) or "__pycache__" in name]
    assert all(name.startswith("autograder/") for name in names)


def test_the_wheel_leaves_the_lock_at_home(opened):
    """What the installed package has of it serves to make bundles, and a student's environment is not pinned by it."""
    assert distribution(DISTRIBUTION).read_text("extra_metadata/requirements.lock")
    assert not [name for name in opened.namelist() if name.endswith("requirements.lock")]


def test_the_record_lists_every_member_with_its_digest(opened):
    """`RECORD` is complete and right, so that pip can check and uninstall."""
    (record,) = [name for name in opened.namelist() if name.endswith(".dist-info/RECORD")]
    rows = {row[0]: row[1:] for row in csv.reader(opened.read(record).decode().splitlines())}
    assert rows.keys() == set(opened.namelist())
    assert rows.pop(record) == ["", ""]
    for name, (digest, size) in rows.items():
        content = opened.read(name)
        right = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        assert (digest, size) == (f"sha256={right}", str(len(content)))


def test_the_unpacked_wheel_is_an_installed_package(opened, tmp_path):
    """Unpacked anywhere, it imports from there, knows its version and offers its command."""
    opened.extractall(tmp_path)
    program = (
        "import autograder, importlib.metadata as m; d = m.distribution('image-classification-course');"
        "print(autograder.__file__, d.version, [e.value for e in d.entry_points], d.locate_file(''), sep='|')"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-P", "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    file, version, commands, root = done.stdout.strip().split("|")
    assert Path(file).is_relative_to(tmp_path)
    assert Path(root) == tmp_path
    assert (version, commands) == (autograder.__version__, "['autograder.cli:main']")


def test_the_wheel_asks_for_least_versions_only(opened):
    """No dependency is pinned or bounded above."""
    metadata = opened.read(WHEEL.replace("-py3-none-any.whl", ".dist-info/METADATA")).decode()
    needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line]
    assert len(needed) >= 6
    assert not [line for line in needed if "==" in line or "<" in line or "~" in line]


def test_an_unexpected_kind_of_file_is_an_error(tmp_path, monkeypatch):
    """A key or a picture that lies in the package by accident stays in the house."""
    package = tmp_path / "autograder"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "secret.key").touch()
    monkeypatch.setattr(wheel.autograder, "__file__", str(package / "__init__.py"))
    with pytest.raises(UsageError, match=r"secret\.key: a \.key file in the package"):
        wheel_bytes()


def test_a_zip_depends_on_its_content_alone():
    """Order of the mapping, time and machine leave no trace."""
    files = {"b/x.py": b"1", "a.txt": b"2" * 1000}
    assert zip_bytes(files) == zip_bytes(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(zip_bytes(files))) as archive:
        assert archive.namelist() == ["a.txt", "b/x.py"]
        assert {(m.date_time, m.create_system, m.external_attr >> 16) for m in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 3, 0o100644)
        }


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    """What cannot be written leaves the old file, and nothing beside it."""
    path = tmp_path / "new" / "x.zip"
    write_atomically(path, b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "no bytes")
    assert path.read_bytes() == b"old"
    assert [p.name for p in path.parent.iterdir()] == ["x.zip"]
