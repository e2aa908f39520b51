"""The format of a gradebook: what is older is brought to today's and kept, what is something else is left alone."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import pytest

import autograder
from autograder.errors import UsageError
from autograder.gradebook import FILE_NAME, Gradebook, schema
from autograder.model.final_score import Adjustment
from tests.gradebook.before import SCORES, copy_results

TOGETHER = 6


@pytest.fixture
def old(tmp_path):
    """A gradebook that the version before wrote."""
    return copy_results(tmp_path / "results") / FILE_NAME


def asked(path, question):
    """What SQLite itself answers."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(question).fetchall()


def version_of(path):
    """The format that the file states."""
    ((found,),) = asked(path, "PRAGMA user_version")
    return found


def content(path):
    """All that is in it, as statements."""
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def beside(path):
    """What else lies in its folder."""
    return sorted(one.name for one in path.parent.glob("*gradebook*") if one != path)


def test_an_old_file_keeps_all_that_is_in_it(old):
    """Results and what people decided are the same afterwards; the file says who wrote it in which format."""
    before = asked(old, "SELECT * FROM result ORDER BY student")
    with Gradebook(old) as book:
        assert {entry.student: entry.record.score for entry in book.latest("toy")} == SCORES
        assert book.adjustments("toy", "kim") == {"essay": Adjustment("essay", 1.5, "read twice")}
        assert book.due("toy", "lee", None) == datetime(2027, 4, 1, tzinfo=UTC)
    assert asked(old, "SELECT * FROM result ORDER BY student") == before
    assert asked(old, "SELECT schema, engine FROM format") == [(schema.SCHEMA, autograder.__version__)]
    assert version_of(old) == schema.SCHEMA == 2


def test_what_it_was_is_kept_beside_it(old):
    """As one file, with its permissions; once is enough."""
    before = content(old)
    old.chmod(0o640)
    with Gradebook(old) as book:
        kept = book.kept
    assert (kept, beside(old)) == (old.with_name("gradebook.v1.sqlite"), ["gradebook.v1.sqlite"])
    assert (version_of(kept), content(kept), kept.stat().st_mode & 0o777) == (1, before, 0o640)
    with Gradebook(old) as again:
        assert again.kept is None
    assert beside(old) == ["gradebook.v1.sqlite"]


def test_a_file_of_today_and_one_brought_to_it_have_the_same_tables(old, tmp_path):
    """No later code has to ask where a file comes from."""
    Gradebook(old).close()
    with Gradebook(tmp_path / "new.sqlite", create=True) as fresh:
        assert fresh.kept is None
    tables = "SELECT name, sql FROM sqlite_master ORDER BY name"
    assert asked(old, tables) == asked(tmp_path / "new.sqlite", tables)
    assert asked(old, "PRAGMA application_id") == asked(tmp_path / "new.sqlite", "PRAGMA application_id")


def test_what_still_stands_in_the_log_is_kept_too(old):
    """The write-ahead log of a process that was killed belongs to the file."""
    with closing(sqlite3.connect(old)) as db:
        db.execute("INSERT INTO adjustment VALUES ('toy', 'lee', 'essay', 2, 'late', 'now')")
        db.commit()
        assert old.with_name("gradebook.sqlite-wal").stat().st_size > 0
        with Gradebook(old) as book:
            assert book.adjustments("toy", "lee") == {"essay": Adjustment("essay", 2.0, "late")}
            assert asked(book.kept, "SELECT points FROM adjustment WHERE student = 'lee'") == [(2.0,)]


def test_no_earlier_copy_is_overwritten(old):
    """Whatever has the copy's name already stays, and the copy gets another."""
    mine = old.with_name("gradebook.v1.sqlite")
    mine.write_bytes(b"mine")
    with Gradebook(old) as book:
        assert book.kept == old.with_name("gradebook.v1-2.sqlite")
    assert mine.read_bytes() == b"mine"


def test_what_fails_on_the_way_leaves_the_file_whole(old, monkeypatch):
    """It is an error of one line, and the next attempt succeeds."""
    before = content(old)
    with monkeypatch.context() as broken:
        broken.setitem(schema._MIGRATIONS, 1, (*schema._MIGRATIONS[1], "this is no SQL"))
        with pytest.raises(UsageError, match=r"cannot be used as a gradebook \(.*; choose another place"):
            Gradebook(old)
    assert (version_of(old), content(old)) == (1, before)
    with Gradebook(old) as book:
        assert len(list(book.entries())) == 2
    assert beside(old) == ["gradebook.v1-2.sqlite", "gradebook.v1.sqlite"]


def test_a_copy_that_cannot_be_made_changes_nothing(old, monkeypatch):
    """Without a copy there is no change of format, and half a copy does not stay."""

    def full(*_):
        raise OSError(28, "No space left on device")

    before = content(old)
    monkeypatch.setattr(schema.shutil, "copymode", full)
    with pytest.raises(UsageError, match="No space left on device"):
        Gradebook(old)
    assert (version_of(old), content(old), beside(old)) == (1, before, [])


KILLED = """
import os, signal, sys
from pathlib import Path
from autograder.gradebook import Gradebook, schema

def statements():
    yield from step
    os.kill(os.getpid(), signal.SIGKILL)

step = schema._MIGRATIONS[1]
schema._MIGRATIONS[1] = statements()
Gradebook(Path(sys.argv[1]))
"""


def test_a_process_that_is_killed_on_the_way_leaves_the_file_whole(old):
    """What it had written is not there, and whoever comes next begins anew."""
    before = content(old)
    assert subprocess.run([sys.executable, "-c", KILLED, old]).returncode == -signal.SIGKILL
    assert (version_of(old), content(old)) == (1, before)
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
    """What several processes find that open a file at the same time."""
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
    return sorted(said.strip() for said, _ in found)


def test_of_several_processes_one_changes_the_format(old):
    """The others wait for it, and all find everything."""
    said = open_together(old)
    assert said == sorted([f"{old.with_name('gradebook.v1.sqlite')} 2", *["None 2"] * (TOGETHER - 1)])
    assert (beside(old), version_of(old)) == (["gradebook.v1.sqlite"], schema.SCHEMA)


def test_several_processes_make_a_new_file_together(tmp_path):
    """Whoever comes second finds it made."""
    assert open_together(tmp_path / "gradebook.sqlite") == ["None 0"] * TOGETHER


def test_an_old_file_can_be_read_and_left_as_it_is(old):
    """Where a new version is only tried, the older one can go on with the file."""
    before = old.read_bytes()
    with Gradebook(old, unchanged=True) as book:
        assert {entry.student: entry.record.score for entry in book.latest()} == SCORES
        assert book.kept is None
    assert (old.read_bytes(), beside(old)) == (before, [])


def test_a_damaged_file_is_refused_in_one_line(tmp_path):
    """It is named, and stays as it is."""
    place = tmp_path / "gradebook.sqlite"
    place.write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    before = place.read_bytes()
    with pytest.raises(UsageError, match="cannot be used as a gradebook"):
        Gradebook(place)
    assert place.read_bytes() == before


@pytest.mark.parametrize("statement", ["CREATE TABLE moz_cookies (id)", "PRAGMA user_version = 1"])
def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path, statement):
    """A browser's, say: our tables are not put into it."""
    place = tmp_path / "gradebook.sqlite"
    with closing(sqlite3.connect(place)) as db:
        db.execute(statement)
    before = place.read_bytes()
    with pytest.raises(UsageError, match="is an SQLite file but not a gradebook; name another folder"):
        Gradebook(place, create=True)
    assert (place.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (before, ["gradebook.sqlite"])


def test_a_later_format_is_refused_and_left_alone(old):
    """A file of a version that we do not know is not written to; the line says what to do."""
    Gradebook(old).close()
    with closing(sqlite3.connect(old)) as db:
        db.execute("PRAGMA user_version = 99")
    before = old.read_bytes()
    with pytest.raises(
        UsageError, match=r"later version \(format 99; this one reads up to 2\); update image-classification-course or"
    ):
        Gradebook(old)
    assert old.read_bytes() == before
