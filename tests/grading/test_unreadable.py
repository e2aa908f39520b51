"""A file that cannot be read costs what stands in it, and `check` says the same words as grading."""

from pathlib import Path

import pytest

from autograder.errors import Unreadable
from autograder.i18n import speaking
from autograder.model.unreadable import problem_of_file
from autograder.student.sources import inspect_sources
from autograder.testing import scalar
from tests.model.test_unreadable import BYTES, SYNTAX, english
from tests.student.toy import TOY

USER = """
import scale
from scale import double

def twice(x):
    return double(x)

def thrice(x):
    return scale.triple(x)

def same(x):
    return x
"""


def _data(content) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def test_grading_and_a_laptop_and_check_say_the_same(both, tmp_path: Path) -> None:
    """For every kind of unreadable file, the worker, the tests on a laptop and `check` give the same line and words."""
    for content, _, _ in [*BYTES, *SYNTAX]:
        data = _data(content)
        expected = english(problem_of_file(data))
        for submission in both(m=data):
            with pytest.raises(Unreadable) as caught:
                submission.m.f.call()
            assert str(caught.value).split("\n")[0] == expected, data[:60]
            assert "m.py" in str(caught.value), data[:60]
        (tmp_path / "scale.py").write_bytes(data)
        with speaking("en"):
            assert inspect_sources(tmp_path, TOY)["scale.py"].remarks[0].text.split("\n")[0] == expected


def test_hidden_tests_tell_the_kind_and_never_pythons_message(remote) -> None:
    """What a student reads for a hidden test has the cure, and no text that the worker sent."""
    submission = remote(m="x = (1\n", magic="%matplotlib inline\n")
    for name, words in (("m", "Python cannot read the file."), ("magic", "notebooks")):
        with pytest.raises(Unreadable) as caught:
            getattr(submission, name).f.call()
        assert words in str(caught.value.brief)
        assert "closed" not in str(caught.value.brief)


def test_a_broken_file_costs_what_uses_it(either) -> None:
    """A file that imports a broken one keeps its other functions; those that use it name the broken file."""
    for broken in ("def double(x):\n    print x\n", "# \ud558\n".encode("cp949"), b"", "%matplotlib inline\n"):
        for imports in ("", "from scale import *\n"):
            submission = either(scale=broken, user=imports + USER)
            assert submission.user.same.call(2, returns=scalar("same")) == 2
            for name in ("twice", "thrice"):
                with pytest.raises(Unreadable, match=r"scale\.py"):
                    getattr(submission.user, name).call(2, returns=scalar("x"))


def test_a_stand_in_takes_the_place_of_a_function_in_a_broken_file(either) -> None:
    """A question that uses another one's answer is tested, although the file with that answer is broken."""
    submission = either(scale="def triple(x)\n    return 3 * x\n", user=USER)
    submission.stand_in("scale.triple", lambda x: 3 * x, args=(scalar("x"),))
    assert submission.user.thrice.call(2, returns=scalar("thrice")) == 6
    submission.reset(1)
    with pytest.raises(Unreadable, match=r"scale\.py, line 1"):
        submission.user.thrice.call(2, returns=scalar("thrice"))
