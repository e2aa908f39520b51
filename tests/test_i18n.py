"""Messages render in each language, and Korean particles fit the word before them."""

import dataclasses
import pickle

import pytest

from autograder import i18n
from autograder.i18n import Lines, Message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("예제을(를) 본다", "예제를 본다"),
        ("점수이(가) 있다", "점수가 있다"),
        ("값은(는) 크다", "값은 크다"),
        ("행과(와) 열", "행과 열"),
        ("3은(는) 홀수, 4은(는) 짝수", "3은 홀수, 4는 짝수"),
        ("서울(으)로, 부산(으)로, 제주(으)로", "서울로, 부산으로, 제주로"),
        ("6(으)로 나누고 7(으)로 나눈다", "6으로 나누고 7로 나눈다"),
        ("knn.py을(를) 연다", "knn.py을(를) 연다"),
    ],
)
def test_a_particle_follows_the_sound_before_it(text, said):
    """After a syllable or a digit there is one form; after Latin letters both forms stay, as Koreans write it."""
    assert i18n._Korean("{text}").format(text=text) == said


MISSING = Message("{name} is missing: it was not handed in.", name="knn.py")


def test_a_message_is_rendered_when_it_is_written():
    """The same message is English in one place and Korean in another."""
    with i18n.speaking("en"):
        assert str(MISSING) == "knn.py is missing: it was not handed in."
    with i18n.speaking("ko"):
        assert "knn.py" in str(MISSING)
        assert "missing" not in str(MISSING)


def test_a_message_crosses_processes():
    """A message is a value: frozen, equal to its copy, and pickled as template and fields."""
    assert pickle.loads(pickle.dumps(MISSING)) == MISSING
    with pytest.raises(dataclasses.FrozenInstanceError):
        MISSING.template = "other"


def test_a_message_in_a_message_speaks_the_same_language():
    """A field that is a message is rendered with the message around it."""
    outer = Message(
        "This should hold: {claim}", claim=Lines(Message("argument {number}", number=1), "y", separator=", ")
    )
    with i18n.speaking("ko"):
        assert "argument" not in str(outer)
        assert ", y" in str(outer)


def test_lines_leave_out_what_is_empty():
    """Parts without a text leave no empty line."""
    assert str(Lines("a", "", "b")) == "a\nb"


def test_a_text_without_fields_can_be_written_into_a_record():
    """`in_every_language` returns plain strings, for texts without fields too."""
    rendered = i18n.in_every_language(Message("The archive is too large."))
    assert {type(text) for text in rendered.values()} == {str}
