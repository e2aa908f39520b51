"""A text in several languages."""

import pickle

import msgspec
import pytest

from autograder.i18n import Lines, Message, speaking
from autograder.model.text import NO_TEXT, Text, only

BOTH = Text("two", "둘")
THREE = Text.made_of({"en": "two", "ko": "둘", "xx": "[two]"})


@pytest.mark.parametrize(("name", "said"), [("en", "two"), ("ko", "둘"), ("xx", "[two]"), ("fr", "two")])
def test_a_text_is_read_in_the_language_in_force(name, said):
    """A language that the text lacks reads it in English."""
    with speaking(name):
        assert str(THREE) == said


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (BOTH, b'{"en":"two","ko":"\xeb\x91\x98"}'),
        (Text("two"), b'{"en":"two","ko":""}'),
        (Text("two", more={"xx": "[two]"}), b'{"en":"two","ko":"","more":{"xx":"[two]"}}'),
    ],
)
def test_the_form_of_two_languages_is_kept(text, written):
    """English and Korean stand as ever, the latter empty where there is none; other languages are added."""
    assert msgspec.json.encode(text) == written
    assert msgspec.json.decode(written, type=Text) == text


def test_equal_texts_have_equal_hashes():
    """Texts are looked up in tables."""
    assert {THREE: 1}[Text("two", "둘", {"xx": "[two]"})] == 1


def test_a_message_has_the_languages_of_the_texts_in_it():
    """The engine's words are English in a language without a catalog; the text inside is in its own."""
    assert Text.of(Lines(Message("cannot be read"), THREE)).spoken_in("xx") == "cannot be read\n[two]"


def test_a_change_applies_to_every_language():
    """The function is applied to each text separately."""
    assert THREE.changed(str.upper) == Text("TWO", "둘", {"xx": "[TWO]"})


class Record(msgspec.Struct, frozen=True):
    """A record with texts inside."""

    texts: tuple[Text, ...]
    inner: "Record | None" = None


def test_a_record_is_restricted_to_some_languages():
    """Texts lose the other languages, wherever they stand; English stays."""
    record = only(Record((THREE,), Record((BOTH,))), ["xx"])
    assert record == Record((Text("two", more={"xx": "[two]"}),), Record((Text("two"),)))


def test_an_empty_text_is_left_out_of_what_is_written():
    """However an empty text came about, it is the default of a field, so it takes no room in a file."""

    class Note(msgspec.Struct, omit_defaults=True):
        text: Text = NO_TEXT

    arrived = pickle.loads(pickle.dumps(Text("", "")))
    made = (only(Text("", ""), ["ko"]), Text.of("").cleaned(), Text("").changed(str.upper), arrived)
    assert {msgspec.json.encode(Note(text)) for text in made} == {b"{}"}
