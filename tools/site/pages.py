"""Read the pages of the site: which there are, their headings, sections and links.

A page is a Markdown file, in the language that its name states (`students.ko.md`; English without one).
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from markdown_it.token import Token

from autograder.errors import UsageError
from autograder.reports.mathml import markdown

__all__ = ["Heading", "Page", "Section", "read_pages"]

INDEX = "docs/README.md"
AT_THE_TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
LANGUAGE = re.compile(r"\.([a-z]{2})\.md$")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

PARSER = markdown(trusted=True)


@dataclass(frozen=True)
class Heading:
    """Hold a heading: its level from 1, its text, and the anchor that GitHub gives it."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Section:
    """Hold the text under one heading, for the search."""

    heading: Heading
    text: str


@dataclass
class Page:
    """Hold one Markdown file of the site.

    Attributes:
        path: Its path in the repository.
        tokens: Its content, parsed; links still lead to Markdown files.
        headings: All headings, in order.
    """

    path: str
    tokens: list[Token]
    headings: list[Heading] = field(default_factory=list)

    @property
    def language(self) -> str:
        """Return the language of the text."""
        found = LANGUAGE.search(self.path)
        return found[1] if found else "en"

    @property
    def work(self) -> str:
        """Return the path of the English page, which all its translations share."""
        return LANGUAGE.sub(".md", self.path)

    @property
    def address(self) -> str:
        """Return the path of the page in the site."""
        if self.work == INDEX:
            return "index.html" if self.language == "en" else f"index.{self.language}.html"
        return self.path.removesuffix(".md") + ".html"

    @property
    def title(self) -> str:
        """Return the first heading."""
        return self.headings[0].text if self.headings else self.path

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Return the anchors of all headings."""
        return frozenset(heading.anchor for heading in self.headings)

    def sections(self) -> Iterator[Section]:
        """Yield the text under each heading, without Markdown."""
        rest, heading, texts = iter(self.headings), Heading(1, self.title, ""), list[str]()
        for before, token in zip([None, *self.tokens], self.tokens, strict=False):
            if before and before.type == "heading_open":
                if texts:
                    yield Section(heading, " ".join(texts))
                heading, texts = next(rest), []
            elif token.type in ("inline", "fence", "code_block", "math_block"):
                texts.append(_plain(token))
        if texts:
            yield Section(heading, " ".join(texts))

    def target(self, link: str) -> tuple[str, str] | None:
        """Return the file and the anchor that a relative link leads to; None for a link out of the repository."""
        if ELSEWHERE.match(link):
            return None
        place, _, anchor = link.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), unquote(place))) if place else self.path
        return file, unquote(anchor)


def read_pages(root: Path) -> dict[str, Page]:
    """Return all pages of the site, by their path in the repository.

    Raises:
        UsageError: A link leads to a missing file or heading. All of them are named.
    """
    paths = [root / name for name in AT_THE_TOP]
    paths += [*sorted((root / "docs").glob("*.md")), *sorted((root / "assignments").glob("*/README*.md"))]
    pages = {}
    for path in paths:
        if path.is_file():
            name = path.relative_to(root).as_posix()
            pages[name] = _read(name, path.read_text(encoding="utf-8"))
    if lost := [line for page in pages.values() for line in _lost(page, pages, root)]:
        raise UsageError("\n".join(["links that lead nowhere:", *lost]))
    return pages


def _read(name: str, text: str) -> Page:
    page = Page(name, PARSER.parse(text))
    taken: set[str] = set()
    for before, token in zip(page.tokens, page.tokens[1:], strict=False):
        if before.type == "heading_open":
            words = _plain(token)
            heading = Heading(int(before.tag[1]), words, _anchor(words, taken))
            before.attrSet("id", heading.anchor)
            page.headings.append(heading)
    return page


def _lost(page: Page, pages: dict[str, Page], root: Path) -> Iterator[str]:
    for token in _inside(page.tokens):
        link = token.attrGet("href") if token.type == "link_open" else token.attrGet("src")
        found = page.target(str(link)) if link else None
        if found is None:
            continue
        file, anchor = found
        if file not in pages and not (token.type == "image" and (root / file).is_file()):
            yield f"{page.path}: {link} is no page of the site"
        elif anchor and anchor not in pages[file].anchors:
            yield f"{page.path}: {link} names no heading of {file}"


def _inside(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield links and images, which stand inside the tokens of lines."""
    for token in tokens:
        yield from (inner for inner in token.children or [] if inner.type in ("link_open", "image"))


def _plain(token: Token) -> str:
    """Return the text of a line or block, without Markdown."""
    if token.children is None:
        return token.content
    return "".join(" " if inner.type == "softbreak" else inner.content for inner in token.children)


def _anchor(words: str, taken: set[str]) -> str:
    """Return the anchor that GitHub makes of a heading: lower case, hyphens for blanks, no punctuation."""
    kept = (sign for sign in words.lower() if sign in "-_ " or unicodedata.category(sign)[0] in "LNM")
    plain = slug = "".join(kept).replace(" ", "-")
    number = 0
    while slug in taken:
        number += 1
        slug = f"{plain}-{number}"
    taken.add(slug)
    return slug
