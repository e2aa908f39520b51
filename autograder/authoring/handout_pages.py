"""Make a page of a handout: one HTML file with its figures and formulas inside, to read and to print without a network.

Formulas become MathML, figures become `data:` addresses. The page has no script.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping
from html import escape
from importlib import import_module
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from autograder.errors import AssignmentError, UsageError
from autograder.i18n import Message, speaking
from autograder.reports.mathml import markdown, scrollable

__all__ = ["handout_page"]

CONTENTS = Message("Contents")

STYLE = """\
:root { color-scheme: light; --ink: #1b1f24; --soft: #57606a; --card: #f5f7f9; --line: #d0d7de; --accent: #0b57b0; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 46rem; color: var(--ink); background: #fff;
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic",
  "Noto Sans KR", sans-serif; overflow-wrap: break-word; }
:lang(ko) { word-break: keep-all; }
a { color: var(--accent); }
h1 { font-size: 1.7rem; line-height: 1.25; margin-top: 0; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.2rem 0 .5rem; }
nav { border-left: 3px solid var(--line); padding-left: 1rem; margin: 1.25rem 0; font-size: .94rem; }
nav p { margin: 0; color: var(--soft); } nav ul { list-style: none; margin: 0; padding: 0; }
nav a { text-decoration: none; }
img { display: block; max-width: 100%; height: auto; margin: 1rem auto; }
code, pre { font-family: ui-monospace, "SF Mono", Consolas, "D2Coding", "NanumGothicCoding", monospace;
  font-size: .875em; }
code { background: var(--card); border-radius: 4px; padding: .1em .25em; overflow-wrap: anywhere; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem;
  overflow-x: auto; line-height: 1.45; }
pre code { background: none; padding: 0; overflow-wrap: normal; font-size: 1em; }
.wide, .math.block { overflow-x: auto; margin: 1rem 0; }
math { font-size: 1.08em; }
table { border-collapse: collapse; font-size: .92rem; }
td, th { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: normal; }
td code { overflow-wrap: normal; }
@media (min-width: 48rem) { td:nth-last-child(-n+2) code { overflow-wrap: anywhere; } }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@page { size: A4; margin: 18mm 17mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.45; }
  nav { display: none; }
  h1, h2 { break-after: avoid; }
  img, pre, tr, .math.block { break-inside: avoid; }
  img { max-height: 7.5cm; }
  pre { white-space: pre-wrap; }
  .wide, .math.block { overflow: visible; }
  td code { overflow-wrap: anywhere; }
  a { color: inherit; text-decoration: none; }
}
"""

PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}</main>
</body>
</html>
"""


def handout_page(text: str, language: str, shown: str, figures: Mapping[str, bytes]) -> bytes:
    """Return a handout as a page of its own.

    Args:
        text: The handout in Markdown, with its table of questions.
        language: Its language.
        shown: The name of its source in messages.
        figures: The content of every figure, by the address that the handout uses: `figures/scores.svg`.

    Raises:
        AssignmentError: The handout shows a picture that is none of its figures.
        UsageError: markdown-it is not installed.
    """
    _require_libraries()
    parser = markdown(trusted=True)
    tokens = parser.parse(text)
    headings = list(_anchored(tokens))
    for image in _images(tokens):
        image.attrSet("src", _inside(str(image.attrGet("src")), shown, figures))
    html = scrollable(parser.renderer.render(tokens, parser.options, {}))
    html = html.replace("</h1>\n", f"</h1>\n{_contents(headings, language)}", 1)
    title = escape(headings[0][1]) if headings else escape(shown)
    return PAGE.format(language=language, title=title, style=STYLE, body=html).encode()


def _require_libraries() -> None:
    try:
        for library in ("markdown_it", "mdit_py_plugins", "latex2mathml"):
            import_module(library)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is not installed; handouts need it: pip install 'image-classification-course[instructor]'"
        ) from None


def _anchored(tokens: list[Any]) -> Iterator[tuple[int, str, str]]:
    """Give each heading an anchor; yield its level, text and anchor."""
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            words = "".join(inner.content for inner in token.children or [])
            kept = (sign for sign in words.lower() if sign in "-_ " or unicodedata.category(sign)[0] in "LN")
            anchor = re.sub(" +", "-", "".join(kept).strip())
            before.attrSet("id", anchor)
            yield int(before.tag[1]), words, anchor


def _images(tokens: list[Any]) -> Iterator[Any]:
    for token in tokens:
        yield from (inner for inner in token.children or [] if inner.type == "image")


def _inside(address: str, shown: str, figures: Mapping[str, bytes]) -> str:
    """Return a figure as an address that holds it; text that is quoted, not encoded, is smaller in a zip."""
    content = figures.get(posixpath.normpath(address))
    if content is None or not address.endswith(".svg"):
        raise AssignmentError(shown, f"{address} is no figure of this assignment; write it to figures/ as SVG")
    return "data:image/svg+xml," + quote(content.decode("utf-8"), safe=" ='/:;,.!?()[]{}*+-_@$|~&")


def _contents(headings: list[tuple[int, str, str]], language: str) -> str:
    with speaking(language):
        title = str(CONTENTS)
    entries = [
        f'<li><a href="#{escape(anchor)}">{escape(words)}</a></li>' for level, words, anchor in headings if level == 2
    ]
    if len(entries) < 2:
        return ""
    return f'<nav aria-label="{escape(title)}"><p>{escape(title)}</p>\n<ul>\n' + "\n".join(entries) + "\n</ul></nav>\n"
