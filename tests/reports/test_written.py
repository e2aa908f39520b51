"""Written answers as HTML: pictures stand where they belong and nowhere else."""

import re

from autograder.model.written import Picture, WrittenAnswer
from autograder.reports.written import answer_html

START = b"\x89PNG\r\n\x1a\n"
PICTURE = Picture("png", START + b"0" * 30)


def shown(text, *pictures):
    """Return an answer as HTML."""
    return str(answer_html(WrittenAnswer("essay", "toy.ipynb", text, pictures)))


def test_a_picture_stands_in_its_place():
    """A picture is shown between the words around it, in a link, too, with its name for who cannot see it."""
    assert re.search(
        r'<p>a <img src="data:image/png;base64,[\w+/=]+" alt="b&amp;c"> d</p>', shown("a ![b&c](picture:0) d", PICTURE)
    )
    assert re.search(r'<a href="http://x"><img [^>]+></a>', shown("[![p](picture:0)](http://x)", PICTURE))


def test_a_picture_cannot_break_out_of_an_attribute():
    """In a title, an address or a language of code, the place of a picture is text, and the picture follows the answer.

    The picture ends with `/x=`, which took the quotes of the attribute with it: the name became attributes of the link.
    """
    cunning = Picture("png", START + bytes.fromhex("00000000fc"))
    name = " onmouseover=alert(1) style=position:fixed;inset:0 z="
    for text in (
        f'[a](b "![{name}](picture:0)")',
        f"[a](<b![{name}](picture:0)>)",
        f"```![{name}](picture:0)\ncode\n```",
        f"~~~![{name}](picture:0)\ncode\n~~~",
        f"`![{name}](picture:0)`",
        f"$![{name}](picture:0)$",
    ):
        made = shown(text, cunning)
        outside = re.sub(r'"[^"]*"', '""', re.sub(r">[^<]*<", "><", made))  # without words and values
        assert "onmouseover" not in outside, text
        assert made.count("<img") == 1


def test_a_picture_is_sent_once():
    """However often a text names a picture, the page has it once; its name stands in the other places."""
    made = shown("![a](picture:0)" * 3_000, PICTURE)
    assert made.count("<img") == 1
    assert len(made) < 10_000


def test_no_picture_is_lost():
    """What has no place in the text, or only one in code, is shown after it; a number without a picture is a name."""
    made = shown("```\n![a](picture:0)\n```\n\n![b](picture:7)", PICTURE, PICTURE)
    assert made.count("<img") == 2
    assert "picture:7" not in made
    assert shown("*" * 60_000, PICTURE).count("<img") == 1
