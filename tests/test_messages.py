"""The engine speaks Korean: the catalog is complete, and what is compiled is current."""

import ast
import re
import string

import pytest

from tools import messages

MODULES = sorted(messages.ENGINE.rglob("*.py"))
KEPT_AS_THEY_ARE = re.compile(r"[\W\d_]*(\{\w+\}[\W\d_]*)+")
"""Texts without a word of their own, such as `{file}: {line}`, may be the same in every language."""

KNOWN = {message.id: message.string for message in messages.catalog() if message.id}


def _fields(text: str) -> list[tuple[str, str, str]]:
    """The placeholders of a template with their formats, sorted: languages differ in order."""
    return sorted((name, spec or "", how or "") for _, name, spec, how in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(messages.ENGINE).as_posix())
def test_texts_are_literals(path):
    """`_` and `Message` are given a literal, or a name that carries one; else no catalog could hold it."""
    odd = [
        f"{path.name}:{call.lineno}"
        for call in messages.calls(path)
        if not (isinstance(said := call.args[0], ast.Constant | ast.Name | ast.Attribute | ast.Subscript))
        or (isinstance(said, ast.Constant) and not isinstance(said.value, str))
    ]
    assert not odd


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(messages.ENGINE).as_posix())
def test_a_message_has_the_fields_of_its_template(path):
    """Each `Message("...", field=...)` fills exactly the places of its template, so that rendering never fails."""
    odd = [
        f"{path.name}:{call.lineno}"
        for call in messages.calls(path)
        if call.func.id == "Message" and isinstance(call.args[0], ast.Constant)
        if {name for name, _, _ in _fields(call.args[0].value) if call.keywords}
        != {keyword.arg for keyword in call.keywords}
    ]
    assert not odd


def test_every_text_is_in_the_catalog_and_no_other():
    """Nothing is missing from ko.po, and nothing is kept that no code says; `make messages` sees to both."""
    assert set(KNOWN) == {message.id for message in messages.extracted() if message.id}


def test_every_text_has_its_korean():
    """No translation is empty, marked as doubtful, or merely copied."""
    plain = [text for text in KNOWN if not KEPT_AS_THEY_ARE.fullmatch(text)]
    assert not [text for text in plain if not re.search("[가-힣]", KNOWN[text])]
    assert not [message.id for message in messages.catalog() if message.id and message.fuzzy]


def test_placeholders_are_the_same_in_both_languages():
    """A translation fills in exactly what its original does, in the same formats."""
    assert not [text for text, said in KNOWN.items() if _fields(said) != _fields(text)]


def test_translations_keep_the_edges():
    """Spaces and line ends at the edges stay, because texts are put together."""
    assert not [text for text, said in KNOWN.items() if _edges(said) != _edges(text)]


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_the_files_are_what_make_messages_writes():
    """The catalog in order and the compiled one current: `make messages` would change nothing."""
    current = messages.updated()
    assert messages.PO.read_bytes() == messages.written(current)
    assert messages.MO.read_bytes() == messages.compiled(current)


def test_the_engine_reads_the_compiled_catalog():
    """A text asked for in Korean comes in Korean."""
    from autograder.i18n import _, speaking

    with speaking("ko"):
        said = {text: _(text) for text in KNOWN}
    assert said == KNOWN
