"""One process may run a test alone; otherwise all run at once."""

import threading

import pytest

from autograder.grading.run_lock import RunLock
from tests.needs import needs


@pytest.fixture
def two(tmp_path):
    """Two processs of one machine."""
    needs("linux")
    return RunLock(tmp_path), RunLock(tmp_path)


def started(work):
    """`work` in a thread."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_processs_run_tests_at_once(two):
    """Neither waits for the other."""
    with two[0].shared(), two[1].shared():
        pass


def test_an_exclusive_holder_waits_for_those_who_run(two):
    """A test that is to run alone begins when the other process's has ended."""
    order = []
    began = threading.Event()

    def alone():
        began.set()
        with two[1].exclusive():
            order.append("alone")

    with two[0].shared():
        thread = started(alone)
        began.wait(10)
        order.append("beside")
    thread.join(10)
    assert order == ["beside", "alone"]


def test_nobody_begins_while_one_is_alone(two):
    """The other process's next test waits until the one alone has ended."""
    order = []
    began = threading.Event()

    def beside():
        began.set()
        with two[1].shared():
            order.append("beside")

    with two[0].exclusive():
        thread = started(beside)
        began.wait(10)
        order.append("alone")
    thread.join(10)
    assert order == ["alone", "beside"]


def test_a_single_process_needs_no_lock():
    """Without a folder nothing is locked."""
    lock = RunLock(None)
    with lock.exclusive(), lock.shared():
        pass
