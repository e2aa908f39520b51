"""The format of a gradebook: older files are converted and kept as a copy, other files are not touched."""

import re
import signal
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import autograder
from autograder.errors import UsageError
from autograder.gradebook import FILE_NAME, Gradebook, schema
from autograder.model.final_score import Adjustment
from tests.gradebook.before import SCORES, copy_results

TOGETHER = 6


@pytest.fixture(params=[1, 2, 3, 4])
def written(request):
    """The format of the old file."""
    return request.param


@pytest.fixture
def old(tmp_path, written):
    """A gradebook of an older format."""
    place = copy_results(tmp_path / "results") / FILE_NAME
    if written == 2:
        with closing(sqlite3.connect(place)) as db:
            db.executescript(
                f"""
                CREATE TABLE format (schema INTEGER NOT NULL, engine TEXT NOT NULL, at TEXT NOT NULL);
                INSERT INTO format VALUES (2, '0', '2026-01-01T00:00:00+00:00');
                PRAGMA application_id = {schema.APPLICATION};
                PRAGMA user_version = 2;
                """
            )
    if written >= 3:
        place.unlink()
        with closing(sqlite3.connect(place)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript((Path(__file__).parent / "format_3.sql").read_text())
            if written == 4:
                for statement in schema._MIGRATIONS[3]:
                    db.execute(statement)
                db.execute("PRAGMA user_version = 4")
                db.commit()
    return place


def asked(path, question):
    """Run a query with plain SQLite."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(question).fetchall()


def statements_of(path, question):
    """Run a query for table definitions, and remove their comments and line breaks."""
    return [(name, re.sub(r"\s+", "", re.sub(r" *-- .*", "", sql or ""))) for name, sql in asked(path, question)]


def version_of(path):
    """Return the format that the file states."""
    ((found,),) = asked(path, "PRAGMA user_version")
    return found


def content(path):
    """Return the whole content as SQL statements."""
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def beside(path):
    """What else lies in its folder."""
    return sorted(one.name for one in path.parent.glob("*gradebook*") if one != path)


def test_an_old_file_keeps_all_that_is_in_it(old):
    """Results and what people decided are the same afterwards; the file says who wrote it in which format."""
    before = asked(old, "SELECT submission, record, graded FROM result ORDER BY 1")
    with Gradebook(old) as book:
        assert {entry.student: entry.record.score for entry in book.latest("toy")} == SCORES
        assert book.adjustments("toy", "kim") == {"essay": Adjustment("essay", 1.5, "read twice")}
        assert book.due("toy", "lee", None) == datetime(2027, 4, 1, tzinfo=UTC)
    after = asked(old, "SELECT submission, record, graded FROM result ORDER BY 1")
    assert [(name, zlib.decompress(record).decode(), graded) for name, record, graded in after] == before
    assert asked(old, "SELECT schema, engine FROM format")[-1] == (schema.SCHEMA, autograder.__version__)
    assert version_of(old) == schema.SCHEMA == 5


def test_what_it_was_is_kept_beside_it(old, written):
    """As one file, with its permissions; once is enough."""
    before = content(old)
    old.chmod(0o640)
    with Gradebook(old) as book:
        kept = book.kept
    assert (kept, beside(old)) == (old.with_name(f"gradebook.v{written}.sqlite"), [f"gradebook.v{written}.sqlite"])
    assert (version_of(kept), content(kept), kept.stat().st_mode & 0o777) == (written, before, 0o640)
    with Gradebook(old) as again:
        assert again.kept is None
    assert beside(old) == [f"gradebook.v{written}.sqlite"]


def test_a_file_of_today_and_one_brought_to_it_have_the_same_tables(old, tmp_path):
    """Apart from comments, a converted file has the same tables as a new one."""
    Gradebook(old).close()
    with Gradebook(tmp_path / "new.sqlite", create=True) as fresh:
        assert fresh.kept is None
    tables = "SELECT name, sql FROM sqlite_master ORDER BY name"
    assert statements_of(old, tables) == statements_of(tmp_path / "new.sqlite", tables)
    assert asked(old, "PRAGMA application_id") == asked(tmp_path / "new.sqlite", "PRAGMA application_id")


def test_what_still_stands_in_the_log_is_kept_too(old):
    """The write-ahead log of a killed process is read and copied, too."""
    with closing(sqlite3.connect(old)) as db:
        db.execute("INSERT INTO extension VALUES ('toy', 'lee', '2027-05-01T00:00:00+00:00', 'measles', 'now')")
        db.commit()
        assert old.with_name("gradebook.sqlite-wal").stat().st_size > 0
        with Gradebook(old) as book:
            assert book.extensions("toy")["lee"].reason == "measles"
            assert asked(book.kept, "SELECT because FROM extension WHERE because = 'measles'") == [("measles",)]


def test_no_earlier_copy_is_overwritten(old, written):
    """An existing file keeps its name, and the copy gets another name."""
    mine = old.with_name(f"gradebook.v{written}.sqlite")
    mine.write_bytes(b"mine")
    with Gradebook(old) as book:
        assert book.kept == old.with_name(f"gradebook.v{written}-2.sqlite")
    assert mine.read_bytes() == b"mine"


def test_what_fails_on_the_way_leaves_the_file_whole(old, written, monkeypatch):
    """A failed conversion is reported in one line, and the next one succeeds."""
    before = content(old)
    with monkeypatch.context() as broken:
        broken.setitem(schema._MIGRATIONS, 4, (*schema._MIGRATIONS[4], "this is no SQL"))
        with pytest.raises(UsageError, match=r"cannot be opened as a gradebook \(.*; choose another folder"):
            Gradebook(old)
    assert (version_of(old), content(old)) == (written, before)
    with Gradebook(old) as book:
        assert len(list(book.entries())) == 2
    assert beside(old) == [f"gradebook.v{written}-2.sqlite", f"gradebook.v{written}.sqlite"]


def test_a_copy_that_cannot_be_made_changes_nothing(old, written, monkeypatch):
    """If the copy cannot be written, the file is not converted, and no partial copy remains."""

    def full(*_):
        raise OSError(28, "No space left on device")

    before = content(old)
    monkeypatch.setattr(schema.shutil, "copymode", full)
    with pytest.raises(UsageError, match="No space left on device"):
        Gradebook(old)
    assert (version_of(old), content(old), beside(old)) == (written, before, [])


KILLED = """
import os, signal, sys
from pathlib import Path
from autograder.gradebook import Gradebook, schema

def statements():
    yield from step
    os.kill(os.getpid(), signal.SIGKILL)

step = schema._MIGRATIONS[4]
schema._MIGRATIONS[4] = statements()
Gradebook(Path(sys.argv[1]))
"""


def test_a_process_that_is_killed_on_the_way_leaves_the_file_whole(old, written):
    """A killed conversion leaves no trace, and the next process converts the file."""
    before = content(old)
    assert subprocess.run([sys.executable, "-c", KILLED, old]).returncode == -signal.SIGKILL
    assert (version_of(old), content(old)) == (written, before)
    with Gradebook(old) as book:
        assert {entry.student: entry.record.score for entry in book.latest("toy")} == SCORES


OPENS = """
import sys, time
from pathlib import Path
from autograder.gradebook import Gradebook

print("ready", flush=True)
sys.stdin.readline()
with Gradebook(Path(sys.argv[1]), create=True) as book:
    print(book.kept, len(list(book.entries())))
"""


def open_together(path):
    """Let several processes open a file at the same time, and return what they print."""
    command = [sys.executable, "-c", OPENS, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, **pipes) for _ in range(TOGETHER)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    found = [process.communicate(timeout=60) for process in processes]
    assert [error for _, error in found] == [""] * TOGETHER
    return sorted(printed.strip() for printed, _ in found)


def test_of_several_processes_one_changes_the_format(old, written):
    """One process converts the file; the others wait, and all find every result."""
    printed = open_together(old)
    assert printed == sorted([f"{old.with_name(f'gradebook.v{written}.sqlite')} 2", *["None 2"] * (TOGETHER - 1)])
    assert (beside(old), version_of(old)) == ([f"gradebook.v{written}.sqlite"], schema.SCHEMA)


def test_several_processes_make_a_new_file_together(tmp_path):
    """One process creates the tables, and the others use them."""
    assert open_together(tmp_path / "gradebook.sqlite") == ["None 0"] * TOGETHER


def test_an_old_file_can_be_read_and_left_as_it_is(old):
    """With `unchanged`, the older version can still use the file afterwards."""
    before = old.read_bytes()
    with Gradebook(old, unchanged=True) as book:
        assert {entry.student: entry.record.score for entry in book.latest()} == SCORES
        assert book.kept is None
    assert (old.read_bytes(), beside(old)) == (before, [])


def test_a_damaged_file_is_refused_in_one_line(tmp_path):
    """The message names the file, and the file is not changed."""
    place = tmp_path / "gradebook.sqlite"
    place.write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    before = place.read_bytes()
    with pytest.raises(UsageError, match="cannot be opened as a gradebook"):
        Gradebook(place)
    assert place.read_bytes() == before


@pytest.mark.parametrize("statement", ["CREATE TABLE moz_cookies (id)", "PRAGMA user_version = 1"])
def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path, statement):
    """A database of another program, such as a browser, gets none of the gradebook's tables."""
    place = tmp_path / "gradebook.sqlite"
    with closing(sqlite3.connect(place)) as db:
        db.execute(statement)
    before = place.read_bytes()
    with pytest.raises(UsageError, match="is an SQLite file but not a gradebook; name another folder"):
        Gradebook(place, create=True)
    assert (place.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (before, ["gradebook.sqlite"])


def test_a_later_format_is_refused_and_left_alone(old):
    """A file of a later format is not written to, and the message says what to do."""
    Gradebook(old).close()
    with closing(sqlite3.connect(old)) as db:
        db.execute("PRAGMA user_version = 99")
    before = old.read_bytes()
    with pytest.raises(
        UsageError, match=r"later version \(format 99; this one reads up to 5\); update image-classification-course or"
    ):
        Gradebook(old)
    assert old.read_bytes() == before
