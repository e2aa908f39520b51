"""Misconceptions are run with little work: code is spliced from the reference's, and a first event rules out most."""

import pytest

from autograder.grading.spliced import ReferenceCode
from autograder.testing.recording import Recorder, Recording
from tests.grading.trusted import trusted_provider
from tests.needs import needs

REFERENCE = '''
FACTOR = 2


def plain(x, times=FACTOR):
    """Multiply."""
    return x * times


class Base:
    def value(self):
        return 1


class Answer(Base):
    def value(self):
        return super().value() + plain(1)


RESULT = plain(10), Answer().value()
'''

SPLICED = {
    "as it is": ("", "", (20, 3)),
    "a function": ("return x * times", "return [x + i for i in range(times)][-1]", (11, 3)),
    "a function with another docstring": ("Multiply.", 'Multiply\n\n    twice."""\n    x += 1\n    """', (22, 5)),
    "a method": ("+ plain(1)", "- plain(1)", (20, -1)),
}

WHOLE = {
    "another default": ("times=FACTOR", "times=3", (30, 4)),
    "a method without its closure": ("super().value() + ", "", (20, 2)),
    "a second function": ("def plain", "def other(): pass\n\n\ndef plain", (20, 3)),
    "another line of the module": ("FACTOR = 2", "FACTOR = 4", (40, 5)),
    "two functions": ("return 1\n", "return 1 + len('a')\n\n    def other(self): ...\n", (20, 4)),
}


@pytest.mark.parametrize(("find", "put", "result"), SPLICED.values(), ids=SPLICED)
def test_a_file_with_another_function_is_spliced(find, put, result):
    """Executing the spliced code does what the file does, also for a method that calls its base class."""
    text = REFERENCE.replace(find, put)
    code = ReferenceCode({"toys.py": REFERENCE.encode()}).spliced("toys.py", text)
    namespace = {"__name__": "toys"}
    exec(code, namespace)
    assert namespace["RESULT"] == result


@pytest.mark.parametrize(("find", "put", "result"), WHOLE.values(), ids=WHOLE)
def test_a_file_that_differs_elsewhere_is_not_spliced(find, put, result):
    """Defaults, closures and lines outside of functions are the module's; such a file is compiled as a whole."""
    text = REFERENCE.replace(find, put)
    namespace = {"__name__": "toys"}
    exec(text, namespace)
    assert namespace["RESULT"] == result
    assert ReferenceCode({"toys.py": REFERENCE.encode()}).spliced("toys.py", text) is None


@pytest.mark.parametrize("text", ["def plain(x:", REFERENCE.replace("return x * times", "return (")])
def test_what_is_not_python_is_not_spliced(text):
    """Compiling the whole file then says why."""
    assert ReferenceCode({"toys.py": REFERENCE.encode()}).spliced("toys.py", text) is None


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    """A provider of the toy that has neither a session nor a worker."""
    needs("linux")
    return trusted_provider(tmp_path_factory.mktemp("candidates"), b"c" * 32)


def events(provider, answer, test):
    """Run a test on an answer to its end, and return its events and its beginning."""
    recorder = Recorder()
    with provider.serving({"toys.py": answer.encode()}):
        test(provider.open("test", False, recorder))
        return recorder.events, provider.beginning()


def two_calls(submission):
    """A test that makes two calls."""
    assert submission.toys.double.call(2.0, returns="twice") > 0
    assert submission.toys.double.call(3.0, returns="twice") > 0


def test_the_first_event_of_a_test_is_that_of_the_whole_test(provider):
    """What one answer was asked first gives the first event of another one, without the test."""
    right, wrong = "def double(x):\n    return 2 * x\n", "def double(x):\n    return 3 * x\n"
    other, beginning = events(provider, right, two_calls)
    whole, _beginning = events(provider, wrong, two_calls)
    with provider.serving({"toys.py": wrong.encode()}):
        first = Recording("failed", (provider.first_event(beginning),), cut=True)
    assert len(whole) == len(other) == 2
    assert first.may_agree(Recording("failed", tuple(whole)))
    assert not first.may_agree(Recording("passed", tuple(other)))


def test_code_that_does_not_end_at_once_has_no_first_event(provider):
    """Then the test itself decides."""
    _events, beginning = events(provider, "def double(x):\n    return 2 * x\n", two_calls)
    endless = "def double(x):\n    while True:\n        pass\n"
    with provider.serving({"toys.py": endless.encode()}):
        assert provider.first_event(beginning) is None
