"""The site of docs and handouts: nothing is broken, nothing comes from the network, both languages can be searched."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from autograder.errors import UsageError
from tests.browsers import chromium
from tests.samples import ROOT
from tests.test_documents import _anchors
from tools.site.build import build
from tools.site.pages import read_pages


class _Page(HTMLParser):
    """Collect the ids, links, loaded files and language of a page."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.loaded, self.language, self.tags = [], [], [], "", []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.language = found.get("lang", "") if tag == "html" else self.language
        if tag == "a":
            self.links.append(found["href"])
        self.loaded += [found[name] for name in ("src", "href") if name in found and tag in ("script", "link", "img")]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the site once and return its folder."""
    out = tmp_path_factory.mktemp("site") / "built"
    build(ROOT, out)
    return out


def _pages(site):
    return {path: _Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_document_and_handout_is_a_page(site):
    """Each Markdown file of docs/ and each handout, in every language, has a page; the index is the first."""
    texts = [*(ROOT / "docs").glob("*.md"), *(ROOT / "assignments").glob("*/README*.md")]
    made = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    renamed = {"docs/README.html": "index.html", "docs/README.ko.html": "index.ko.html"}
    expected = {path.relative_to(ROOT).with_suffix(".html").as_posix() for path in texts}
    assert {renamed.get(name, name) for name in expected} <= made


def test_no_link_of_the_site_is_broken(site):
    """Every link and loaded file exists, every anchor is on its page, and no page has an id twice."""
    pages, lost = _pages(site), []
    for path, page in pages.items():
        assert len(page.ids) == len({*page.ids}), path
        for link in [*page.links, *page.loaded]:
            found = urlsplit(link)
            if found.scheme in ("http", "https", "data", "mailto"):
                continue
            target = (path.parent / unquote(found.path)).resolve() if found.path else path
            anchors = pages[target].ids if target in pages else []
            if not target.is_file() or (found.fragment and unquote(found.fragment) not in anchors):
                lost.append((path.relative_to(site).as_posix(), link))
    assert lost == []


def test_nothing_is_loaded_from_the_network(site):
    """Scripts, styles and pictures are files of the site, and neither style nor script names another place."""
    loaded = {link for page in _pages(site).values() for link in page.loaded}
    assert {urlsplit(link).scheme for link in loaded} == {"", "data"}
    for name in ("site.css", "search.js"):
        assert not re.search(r"https?:|@import|fetch\(|XMLHttp", (site / name).read_text(encoding="utf-8"))


def test_anchors_are_those_of_github():
    """A heading has the same anchor in the site as on GitHub, so one link serves both."""
    for name, page in read_pages(ROOT).items():
        assert page.anchors == _anchors((ROOT / name).read_text(encoding="utf-8")), name


def test_a_reader_stays_in_their_language(site):
    """A Korean page links the Korean version of each page that has one, and a handout links its other language."""
    for path, page in _pages(site).items():
        assert page.language == ("ko" if path.name.endswith(".ko.html") else "en")
    korean = _Page(site / "assignments/a1_knn/README.ko.html")
    assert {"README.html", "README.ko.html", "../a2_linear/README.ko.html", "../../index.ko.html"} <= {*korean.links}
    assert "../a2_linear/README.html" not in korean.links


def test_a_broken_link_stops_the_build(tmp_path):
    """The error names each page and link, and nothing is written."""
    (tmp_path / "docs").mkdir()
    text = "# Start\n\n[one](gone.md) [two](#nowhere) [three](#start) [four](README.md) ![five](gone.png)\n"
    (tmp_path / "docs/README.md").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        build(tmp_path, tmp_path / "out")
    lines = str(error.value).splitlines()[1:]
    assert [line.split()[1] for line in lines] == ["gone.md", "#nowhere", "gone.png"]
    assert not (tmp_path / "out").exists()


def test_formulas_are_mathml(tmp_path):
    """A formula in a document is MathML in its page; dollars in code are left alone."""
    (tmp_path / "docs").mkdir()
    text = "# Start\n\n$x^2$ and `$HOME`\n\n$$\\frac{a}{b}$$\n\n```sh\necho $HOME $PATH\n```\n"
    (tmp_path / "docs/README.md").write_text(text, encoding="utf-8")
    build(tmp_path, tmp_path / "out")
    made = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert (made.count("<math"), "<code>$HOME</code>" in made, "echo $HOME $PATH" in made) == (2, True, True)


@pytest.mark.slow
def test_the_search_finds_both_languages_without_a_server(site):
    """From a file, on a phone too: words are found in both languages, Enter opens the page, no request leaves.

    The pages are accessible by axe-core.
    """
    from axe_playwright_python.sync_playwright import Axe

    asked, faults, found = [], [], []
    with chromium() as browser:
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": 390, "height": 900}, color_scheme=scheme, bypass_csp=True)
            page.goto((site / "assignments/a1_knn/README.ko.html").as_uri())
            found += Axe().run(page).response["violations"]
        for width in (1280, 390):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.on("request", lambda request: asked.append(request.url))
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            for start, word, expected in (
                ("index.ko.html", "제출", "students.ko.html"),
                ("docs/authors.html", "misconceptions.toml", "formats.html"),
            ):
                page.goto((site / start).as_uri())
                page.get_by_role("searchbox").fill(word)
                page.locator(".results a").first.wait_for()
                assert page.locator(".results mark").first.inner_text().casefold() == word
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                page.get_by_role("searchbox").press("Enter")
                page.wait_for_url(f"**/{expected}#*")
            page.get_by_role("searchbox").fill("qqqq")
            page.get_by_text("Nothing found.").wait_for()
    assert faults == []
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
    assert {urlsplit(address).scheme for address in asked} <= {"file", "data"}
