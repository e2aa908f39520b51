"""Korean particles take the form that the word before them asks for; what goes into a record is plain text."""

import pytest

from autograder import i18n


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
    """Behind a syllable or a digit there is one form; behind Latin letters both stay, as Koreans write it."""
    assert i18n._Korean("{text}").format(text=text) == said


def test_a_text_without_fields_can_be_written_into_a_record():
    """What `in_both` returns is plain strings, also where a text has nothing to be filled in."""
    said = i18n.in_both(lambda: i18n._("This is not a zip that can be opened; is it damaged or incomplete?"))
    assert {type(text) for text in said.values()} == {str}
