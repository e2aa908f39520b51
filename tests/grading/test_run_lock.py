"""All processes run tests at the same time, unless one runs a test alone."""

import threading

import pytest

from autograder.grading.run_lock import RunLock
from tests.needs import needs


@pytest.fixture
def two(tmp_path):
    """The locks of two processes on one machine."""
    needs("linux")
    return RunLock(tmp_path), RunLock(tmp_path)


def started(work):
    """Run `work` in a thread."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_processes_run_tests_at_the_same_time(two):
    """Two shared holders do not wait for each other."""
    with two[0].shared(), two[1].shared():
        pass


def test_an_exclusive_holder_waits_for_those_who_run(two):
    """An exclusive holder starts after the other process's test has ended."""
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
    """A shared holder starts after the exclusive holder's test has ended."""
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
