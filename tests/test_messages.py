"""The Korean catalog is complete, and its compiled form is current."""

import ast
import re
import string

from tools import messages

MODULES = sorted(messages.ENGINE.rglob("*.py"))
KEPT_AS_THEY_ARE = re.compile(r"[\W\d_]*(\{\w+\}[\W\d_]*)+")
"""Texts without a word of their own, such as `{file}: {line}`, may be the same in every language."""

KNOWN = {message.id: message.string for message in messages.catalog() if message.id}


def _fields(text: str) -> list[tuple[str, str, str]]:
    """Return the placeholders of a template with their formats, sorted because languages differ in order."""
    return sorted((name, spec or "", how or "") for _, name, spec, how in string.Formatter().parse(text) if name)


def test_texts_are_literals():
    """The argument of `_` and `Message` is a literal, or a name for one, so that the catalog can contain it."""
    odd = [
        f"{path.relative_to(messages.ENGINE)}:{call.lineno}"
        for path in MODULES
        for call in messages.calls(path)
        if not (isinstance(said := call.args[0], ast.Constant | ast.Name | ast.Attribute | ast.Subscript))
        or (isinstance(said, ast.Constant) and not isinstance(said.value, str))
    ]
    assert not odd


def test_a_message_has_the_fields_of_its_template():
    """Each `Message("...", field=...)` fills exactly the fields of its template, so that rendering never fails."""
    odd = [
        f"{path.relative_to(messages.ENGINE)}:{call.lineno}"
        for path in MODULES
        for call in messages.calls(path)
        if call.func.id == "Message" and isinstance(call.args[0], ast.Constant)
        if {name for name, _, _ in _fields(call.args[0].value) if call.keywords}
        != {keyword.arg for keyword in call.keywords}
    ]
    assert not odd


def test_every_text_is_in_the_catalog_and_no_other():
    """ko.po contains exactly the texts of the code; `make messages` updates it."""
    assert set(KNOWN) == {message.id for message in messages.extracted() if message.id}


def test_every_text_has_its_korean():
    """No translation is empty, marked as doubtful, or merely copied."""
    plain = [text for text in KNOWN if not KEPT_AS_THEY_ARE.fullmatch(text)]
    assert not [text for text in plain if not re.search("[가-힣]", KNOWN[text])]
    assert not [message.id for message in messages.catalog() if message.id and message.fuzzy]


def test_placeholders_are_the_same_in_both_languages():
    """A translation has exactly the fields of its original, in the same formats."""
    assert not [text for text, said in KNOWN.items() if _fields(said) != _fields(text)]


def test_translations_keep_the_edges():
    """A translation keeps spaces and line ends at its edges, because texts are joined."""
    assert not [text for text, said in KNOWN.items() if _edges(said) != _edges(text)]


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_the_files_are_what_make_messages_writes():
    """`make messages` would change neither the catalog nor its compiled form."""
    current = messages.updated()
    assert messages.PO.read_bytes() == messages.written(current)
    assert messages.MO.read_bytes() == messages.compiled(current)


def test_the_engine_reads_the_compiled_catalog():
    """`_` returns Korean if Korean is the language."""
    from autograder.i18n import _, speaking

    with speaking("ko"):
        said = {text: _(text) for text in KNOWN}
    assert said == KNOWN


def test_korean_sentences_are_polite():
    """No sentence ends in the plain form, as `바뀐다`: messages are written in 해요체 or 합니다체."""
    plain = re.compile(r"(?<!니)다(?=[.!:]|$)", re.MULTILINE)
    assert {text: korean for text, korean in KNOWN.items() if plain.search(korean)} == {}
    assert plain.search("수가 바뀐다")
    assert not plain.search("수가 바뀝니다. 전보다 커요.")
