"""Write the site: one page for each Markdown file, in its language, with navigation, and an index for the search."""

import json
import posixpath
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.reports.mathml import scrollable
from tools.site.pages import AT_THE_TOP, INDEX, PARSER, Page, read_pages

__all__ = ["build"]

HERE = Path(__file__).parent

WORDS = {
    "en": {
        "language": "English",
        "course": "Image classification",
        "search": "Search",
        "contents": "Pages",
        "here": "On this page",
        "guides": "Guides",
        "assignments": "Assignments",
        "project": "Project",
        "skip": "Skip to the text",
        "found": "Results: {}",
        "none": "Nothing found.",
    },
    "ko": {
        "language": "한국어",
        "course": "이미지 분류",
        "search": "검색",
        "contents": "문서 목록",
        "here": "이 문서의 내용",
        "guides": "안내서",
        "assignments": "과제",
        "project": "프로젝트",
        "skip": "본문으로 건너뛰기",
        "found": "{}건",
        "none": "찾은 것이 없습니다.",
    },
}
"""The words of the site around the pages; a page in another language has them in English."""


LINKS = {"link_open": "href", "image": "src"}
"""Kinds of tokens that lead somewhere, and the attribute that says where."""


@dataclass(frozen=True)
class Entry:
    """Hold one line of the navigation."""

    title: str
    address: str
    language: str
    current: bool


def build(root: Path, out: Path) -> int:
    """Write the site of a repository and return the number of its pages.

    Args:
        root: The repository.
        out: The folder to write; what was in it is removed.

    Raises:
        UsageError: A link leads nowhere.
    """
    pages = read_pages(root)
    groups = _groups(pages)
    images = sorted({file for page in pages.values() for file in _targets(page, "image")})
    shutil.rmtree(out, ignore_errors=True)
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.get_template("page.html")
    for page in pages.values():
        words = WORDS.get(page.language, WORDS["en"])
        made = template.render(
            page=page,
            words=words,
            home=_relative(page, _best(pages, INDEX, page.language).address),
            root=_relative(page, ""),
            body=Markup(_body(page, pages)),
            navigation=[(words[group], [*_entries(page, pages, works)]) for group, works in groups.items()],
            languages=[*_languages(page, pages)],
        )
        _write(out / page.address, made)
    for name in images:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, out / name)
    for name in ("site.css", "search.js"):
        shutil.copy(HERE / name, out / name)
    _write(out / "search-index.js", f"window.sections = {json.dumps([*_index(pages)], ensure_ascii=False)};\n")
    return len(pages)


def _body(page: Page, pages: dict[str, Page]) -> str:
    """Return the text as HTML, with links to the pages of the site; their tokens are changed."""
    for token in page.tokens:
        children = token.children or []
        for place, inner in enumerate(children):
            name = LINKS.get(inner.type)
            found = page.target(str(inner.attrGet(name))) if name else None
            if not name or not found:
                continue
            file, anchor = found
            address = "" if file == page.path else _relative(page, pages[file].address if file in pages else file)
            inner.attrSet(name, f"{address}#{anchor}" if anchor else address or posixpath.basename(page.address))
            # In the repository a page is known by its file name, in the site by its title.
            if inner.type == "link_open" and children[place + 1].content == posixpath.basename(file):
                children[place + 1].content = pages[file].title
    return scrollable(PARSER.renderer.render(page.tokens, PARSER.options, {}))


def _groups(pages: dict[str, Page]) -> dict[str, list[str]]:
    """Return the English pages of each group of the navigation; guides in the order of the index."""
    works = list(dict.fromkeys(page.work for page in pages.values()))
    ordered = dict.fromkeys([*_targets(pages[INDEX], "link_open"), *works])
    return {
        "assignments": [work for work in works if work.startswith("assignments/")],
        "guides": [work for work in ordered if work.startswith("docs/") and work in works and work != INDEX],
        "project": [work for work in AT_THE_TOP if work in works],
    }


def _targets(page: Page, kind: str) -> Iterator[str]:
    """Yield the files of the repository that the links or images of a page lead to."""
    for token in page.tokens:
        for inner in token.children or []:
            if inner.type == kind and (found := page.target(str(inner.attrGet(LINKS[kind])))):
                yield found[0]


def _best(pages: dict[str, Page], work: str, language: str) -> Page:
    """Return a page in one language, or in English where it is not translated."""
    return pages.get(work.removesuffix(".md") + f".{language}.md", pages[work])


def _entries(page: Page, pages: dict[str, Page], works: list[str]) -> Iterator[Entry]:
    for work in works:
        shown = _best(pages, work, page.language)
        yield Entry(shown.title, _relative(page, shown.address), shown.language, shown is page)


def _languages(page: Page, pages: dict[str, Page]) -> Iterator[Entry]:
    """Yield the translations of a page; the start page of a language where the page has none in it."""
    for language in sorted({other.language for other in pages.values()}):
        same = [other for other in pages.values() if (other.work, other.language) == (page.work, language)]
        shown = same[0] if same else _best(pages, INDEX, language)
        words = WORDS.get(language, {"language": language})
        yield Entry(words["language"], _relative(page, shown.address), language, shown is page)


def _index(pages: dict[str, Page]) -> Iterator[list[str]]:
    """Yield address, language, title, heading and text of each section."""
    for page in pages.values():
        for section in page.sections():
            anchor = f"#{section.heading.anchor}" if section.heading.anchor else ""
            yield [f"{page.address}{anchor}", page.language, page.title, section.heading.text, section.text]


def _relative(page: Page, address: str) -> str:
    """Return the way from a page to an address of the site; for the site itself, with a slash at the end."""
    here = posixpath.dirname(page.address)
    return posixpath.relpath(address or ".", here or ".") + ("" if address else "/")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
