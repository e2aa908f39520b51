"""User ids for workers."""

import os
import subprocess
import sys

import pytest

from autograder.sandbox import users
from tests.needs import needs


@pytest.fixture
def pool(monkeypatch):
    """Ids of this process, of a range that no grader uses."""
    needs("linux")
    monkeypatch.setattr(users, "FIRST", 61_000)
    monkeypatch.setattr(users, "LAST", 61_009)
    found = users.Users()
    yield found
    found.close()


def test_no_two_workers_have_the_same_id(pool):
    """Ids are in the range and differ; one that was given back is taken again."""
    taken = [pool.take() for _ in range(5)]
    assert len(set(taken)) == 5
    assert all(users.FIRST <= uid <= users.LAST for uid in taken)
    pool.give_back(taken[2])
    assert pool.take() == taken[2]


def test_two_graders_on_one_machine_keep_apart(pool):
    """Ids that another process holds are passed over, until that process ends."""
    code = """
from autograder.sandbox import users
users.FIRST, users.LAST = 61_000, 61_009
pool = users.Users()
print(pool.take(), flush=True)
input()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        theirs = int(other.stdout.readline())
        assert theirs not in {pool.take() for _ in range(9)}
        other.communicate(b"\n")
    assert pool.take() == theirs


def test_running_out_is_said(pool, monkeypatch):
    """When every id is taken, the message names the range and what to do."""
    monkeypatch.setattr(users, "LAST", users.FIRST - 1)
    with pytest.raises(LookupError, match="end the other graders"):
        pool.take()


def test_the_reason_for_having_none_is_said(monkeypatch):
    """The reason distinguishes an ordinary user, root without capabilities, and a namespace without these ids."""
    needs("linux")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "not run as root" in users.why_unavailable()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(users, "_has_capabilities", lambda: False)
    assert "CAP_SETUID" in users.why_unavailable()
    monkeypatch.setattr(users, "_has_capabilities", lambda: True)
    monkeypatch.setattr(users, "_maps", lambda _: False)
    assert "60800 to 60999" in users.why_unavailable()


def test_an_id_map_must_hold_the_whole_range(tmp_path):
    """A map of some ids is no use; maps may have several lines."""
    path = tmp_path / "uid_map"
    for text, verdict in [
        ("0 0 4294967295\n", True),
        ("0 1000 1\n", False),
        ("0 1000 1\n1 100000 65536\n", True),
        ("0 0 60900\n", False),
    ]:
        path.write_text(text)
        assert users._maps(path) == verdict
