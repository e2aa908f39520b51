"""The review page in a real browser: a class graded by keys alone, at both widths, for everybody."""

import json
import re

import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from tests.browsers import chromium
from tests.needs import needs
from tests.review.classroom import make_class, serve

pytestmark = pytest.mark.slow
recorded = pytest.mark.recorded(
    "review-in-a-browser", "autograder", "pyproject.toml", "requirements.lock", "$ chromium --version"
)
"""The mark of all tests but one, which shows that the page works in this browser at all."""

CLASS = {
    f"s{number:02}": f"Answer {number}: because of $k_{{{number}}}$." if number % 6 else "" for number in range(60)
}


@pytest.fixture(scope="module")
def browser():
    """Start the system's Chromium."""
    needs("linux")
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser, tmp_path):
    """A window with the page of a class of sixty."""
    make_class(tmp_path, CLASS, held=("s01",))
    server = serve(tmp_path, "--grader", "Ada")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.faults = []
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    opened.on("console", lambda said: opened.faults.append(said.text) if said.type == "error" else None)
    opened.goto(server.origin + server.start)
    opened.server = server
    yield opened
    context.close()
    server.process.kill()
    server.process.wait()


def save(page):
    """Press Ctrl+Enter and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


@recorded
def test_a_class_of_sixty_is_graded_by_keys_alone(page, tmp_path):
    """Two keys and Ctrl+Enter grade an answer; ten empty ones take one decision; at the end everything has points."""
    page.goto(page.server.origin + "/q/essay")
    page.keyboard.press("0")
    save(page)
    pressed = 1
    while page.locator("#decide").count():
        page.keyboard.press("1")
        page.keyboard.press("2")
        assert page.input_value("#points") == "2"
        save(page)
        pressed += 1
    assert "Everything is graded here." in page.inner_text("main")
    assert pressed == 51
    with Gradebook(tmp_path / "results" / FILE_NAME) as book:
        points = {student: own["essay"].points for student, own in book.all_adjustments("toy").items()}
    assert points == {student: 2.0 if answer else 0.0 for student, answer in CLASS.items()}
    assert page.faults == []


@recorded
def test_keys_do_nothing_while_somebody_writes(page):
    """In the comment a digit is a digit; Escape leaves the field, and keys work again."""
    page.goto(page.server.origin + "/q/essay")
    page.keyboard.press("c")
    page.keyboard.type("12nu")
    assert (page.input_value("#comment"), page.input_value("#points")) == ("12nu", "")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    assert page.input_value("#points") == "1.5"


def test_a_used_comment_is_offered_again(page):
    """A click on a comment that was written before puts it into the field."""
    page.goto(page.server.origin + "/q/essay")
    page.fill("#comment", "Why $k$?")
    page.fill("#points", "1")
    save(page)
    page.click("button[data-comment]")
    assert page.input_value("#comment") == "Why $k$?"


@recorded
def test_a_reload_and_the_back_button_store_nothing_twice(page, tmp_path):
    """After a decision neither a reload nor the way back sends the form again."""
    page.goto(page.server.origin + "/q/essay?show=all")
    page.fill("#points", "1")
    save(page)
    page.reload()
    page.go_back()
    assert page.input_value("#points") == "1"
    with Gradebook(tmp_path / "results" / FILE_NAME) as book:
        assert len(book.history("toy")) == 10


@recorded
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_nothing_keeps_people_out(browser, tmp_path, width, scheme):
    """No page is wider than the window, and axe finds nothing serious, in light and dark."""
    from axe_playwright_python.sync_playwright import Axe

    make_class(tmp_path, CLASS, held=("s01",))
    server = serve(tmp_path)
    with Gradebook(tmp_path / "results" / FILE_NAME) as book:
        book.request("toy", "s01", "double", "Please look.")
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    try:
        page = context.new_page()
        page.goto(server.origin + server.start)
        for path in ("/", "/q/essay?show=all", "/q/double", "/students", "/s/s01", "/requests"):
            page.goto(server.origin + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = Axe().run(page).response["violations"]
            serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
            assert serious == [], (path, json.dumps(found)[:2_000])
    finally:
        context.close()
        server.process.kill()
        server.process.wait()


@recorded
def test_the_page_speaks_korean(browser, tmp_path):
    """With --lang ko everything but the students' words is Korean."""
    make_class(tmp_path, {"s01": "Because."})
    server = serve(tmp_path, "--lang", "ko")
    page = browser.new_page()
    try:
        page.goto(server.origin + server.start)
        page.goto(server.origin + "/q/essay")
        text = re.sub(r"Because\.|Ctrl|Enter|essay|toy\.ipynb|Markdown|LaTeX", "", page.inner_text("body"))
        assert re.findall(r"[A-Za-z]{3,}", text) == []
    finally:
        page.close()
        server.process.kill()
        server.process.wait()
