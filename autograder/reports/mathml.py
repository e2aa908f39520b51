"""Convert formulas in TeX to MathML, and text with formulas to HTML, both safe to show whoever wrote them.

Browsers show MathML without a script, a font or the network. latex2mathml converts the formula to a tree. This module
writes the tree itself, because that library's own text has unescaped `<script>` where a formula has it, and lets a
formula set links and styles.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from autograder.model.written import PICTURE

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

__all__ = ["formula", "markdown", "scrollable", "to_html"]

LONGEST_FORMULA = 2_000
LONGEST_TEXT = 50_000
"""Characters that are converted; what is longer is shown as it was written."""

LONGEST_OUTPUT = 100_000
LARGEST_NUMBER = 20.0
"""The largest size (in em, pixels, ...) that a formula may ask for; a larger one could cover the page."""
DEEPEST = 60
"""Elements inside one another; browsers rearrange what is nested too deeply."""

DEFINES = re.compile(
    r"\\(newcommand|renewcommand|providecommand|def|gdef|edef|let|DeclareMathOperator|newenvironment)\b"
)
"""Macros, of which a few lines can expand to gigabytes."""

UNKNOWN = re.compile(r"\\[A-Za-z]")
"""A command in the text of an element, which the library leaves there if it does not know it."""

ARG = re.compile(r"\\arg(?![A-Za-z])")
"""A command of TeX that the library lacks."""

PICTURES = "pictures"
PLACE = re.compile(rf"!\[([^\]\n]{{0,200}})\]\({re.escape(PICTURE)}(\d{{1,3}})\)")

ELEMENTS: Mapping[str, int | None] = {
    **dict.fromkeys(("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded", "mphantom", "msqrt")),
    **dict.fromkeys(("mtable", "mtr", "mtd", "menclose", "merror", "mfenced", "mmultiscripts", "mprescripts", "none")),
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
"""Allowed elements, with the number of children that they must have."""

ATTRIBUTES = re.compile(
    "accent|accentunder|column(align|lines|spacing)|depth|display|displaystyle|fence|form|frame|height|largeop|"
    "linethickness|lspace|math(color|size|variant)|maxsize|minsize|movablelimits|notation|row(lines|spacing)|rspace|"
    "scriptlevel|separator|stretchy|symmetric|voffset|width"
)
PLAIN = re.compile(r"[#\w.%+ -]{0,60}", re.ASCII)
NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")


def formula(tex: str, display: bool = False) -> str:
    """Return a formula as MathML; as code if it is too long, defines macros, or is not valid.

    Args:
        tex: The formula, without its dollars.
        display: Whether it stands on a line of its own.
    """
    tree = None
    if len(tex) <= LONGEST_FORMULA and not DEFINES.search(tex):
        tree = _parsed(tex, display)
    written = "" if tree is None else _written(tree)
    if written and len(written) <= LONGEST_OUTPUT:
        return written
    sign = "$$" if display else "$"
    return f"<code>{escape(f'{sign}{tex}{sign}')}</code>"


def to_html(text: str, pictures: Sequence[str] = ()) -> str:
    """Return a text in Markdown, with formulas, as HTML: no raw HTML, no foreign images, no scripts behind links.

    Args:
        text: The text; `![...](picture:K)` is the place of the picture with number K.
        pictures: Addresses of the pictures. Each is shown once, after the text if it has no place where one can stand.
    """
    left = dict(enumerate(pictures))
    if len(text) > LONGEST_TEXT:
        html = f"<pre>{escape(text)}</pre>\n"
    else:
        html = str(_untrusted().render(text, {PICTURES: left}))
    return html + "".join(f"<p>{_img(address, '')}</p>\n" for address in left.values())


def _img(address: str, name: str) -> str:
    return f'<img src="{escape(address)}" alt="{escape(name)}">'


@cache
def _untrusted() -> "MarkdownIt":
    return markdown(trusted=False)


def markdown(trusted: bool) -> "MarkdownIt":
    """Return a parser of Markdown with tables and with formulas between dollars.

    Args:
        trusted: Whether the text may contain HTML and images, as our own pages do.
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark", {"html": trusted}).enable(["table", "strikethrough"])
    if not trusted:
        parser.disable(["image", "reference"])  # a long address that is defined once can be used ten thousand times
        parser.inline.ruler.before("link", "picture", _picture)
        parser.add_render_rule("picture", _shown_picture)
    # "$5 and $6" and "$HOME/$USER" are no formulas: no blank inside the dollars, no digit outside beside them.
    options = {"allow_space": False, "allow_digits": False, "allow_labels": False, "double_inline": True}
    parser.use(dollarmath_plugin, **options, renderer=_rendered)
    parser.add_render_rule("math_inline_double", _inside_a_line)
    return parser


def scrollable(html: str) -> str:
    """Let what is wider than a phone scroll by itself, by keyboard too: tables, code and displayed formulas."""
    html = html.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")
    html = html.replace('<div class="math block">', '<div class="math block" tabindex="0">')
    return html.replace("<pre>", '<pre tabindex="0">')


def _picture(state: "StateInline", silent: bool) -> bool:
    """Read the place of a picture, as a part of its own: it is never found in an address, a title or a code."""
    found = PLACE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("picture", "", 0)
        token.content, token.meta = found[1], {"number": int(found[2])}
    state.pos = found.end()
    return True


def _shown_picture(
    renderer: "RendererProtocol", tokens: Sequence["Token"], index: int, options: object, env: Mapping[str, Any]
) -> str:
    """Return a picture where it stands first, its name elsewhere."""
    token = tokens[index]
    address = env.get(PICTURES, {}).pop(token.meta["number"], None)
    return escape(token.content) if address is None else _img(address, token.content)


def _inside_a_line(renderer: "RendererProtocol", tokens: Sequence["Token"], index: int, *_: object) -> str:
    """Return a displayed formula within a paragraph, where the plugin's `<div>` may not stand."""
    return formula(tokens[index].content.strip(), display=True)


def _rendered(content: str, options: Mapping[str, bool]) -> str:
    return formula(content.strip(), options["display_mode"])


def _parsed(tex: str, display: bool) -> Element | None:
    from latex2mathml.converter import Converter

    try:
        return Converter(display="block" if display else "inline").convert_to_element(
            ARG.sub(r"\\operatorname{arg}", tex)
        )
    except Exception:  # anything: the library raises many types for what is not TeX, IndexError and RecursionError too
        return None


def _written(tree: Element) -> str:
    """Return a tree as text, from allowed elements and attributes only; empty if something else is in it."""
    pieces: list[str] = []
    try:
        _write(tree, pieces, 0)
    except ValueError:
        return ""
    return "".join(pieces)


def _write(element: Element, pieces: list[str], depth: int) -> None:
    if element.tag not in ELEMENTS or ELEMENTS[element.tag] not in (None, len(element)) or depth > DEEPEST:
        raise ValueError(element.tag)
    text = unescape(element.text or "")  # the library writes characters as entities: &#x003C;
    if UNKNOWN.search(text) and element.tag != "mtext":
        raise ValueError(text)
    kept = [(name, value) for name, value in element.items() if ATTRIBUTES.fullmatch(name) and _modest(value)]
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in kept)
    pieces.append(f"<{element.tag}{attributes}>{escape(text)}")
    for child in element:
        _write(child, pieces, depth + 1)
    pieces.append(f"</{element.tag}>")


def _modest(value: str) -> bool:
    if not PLAIN.fullmatch(value):
        return False
    return value.startswith("#") or all(float(number) <= LARGEST_NUMBER for number in NUMBER.findall(value))
