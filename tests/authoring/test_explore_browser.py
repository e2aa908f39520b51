"""The pages with figures that move, in a real browser: by mouse, keyboard and finger, on a wide screen and a phone."""

import re
from pathlib import Path

import pytest

from tests.browsers import chromium

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGES = sorted(ROOT.glob("assignments/*/explore.html"))
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

HANGUL = re.compile("[가-힣]")

REACHED_BY_KEY = {
    "a1_knn": ("[data-handle='ask']", ["ArrowRight", "ArrowUp"]),
    "a2_linear": ("[data-handle='turn']", ["ArrowLeft", "Shift+ArrowLeft"]),
    "a3_gradients": ("#at", ["ArrowRight"]),
    "a4_sgd": ("[data-handle='start']", ["ArrowDown"]),
    "a5_networks": ("[data-handle='pen']", ["Space", "ArrowDown", "ArrowDown", "Space"]),
}
"""What the arrow keys move on each page."""

DRAGGED = {
    "a1_knn": "[data-handle='point-3']",
    "a2_linear": "[data-handle='shift']",
    "a3_gradients": "#at",
    "a4_sgd": "[data-handle='start']",
    "a5_networks": "#figure-pad > svg",
}
"""What a finger drags on each page."""


def _recorded(name, *pages):
    """Mark what gives the same result on the same pages, with the same browser driver and axe-core."""
    return pytest.mark.recorded(
        f"explore:{name}", *(str(page.relative_to(ROOT)) for page in pages), "requirements.lock"
    )


def _each_page(*always):
    """Run a test on each page; on those that are not `always` looked at, if the page changed."""
    marks = {path: [] if path in always else [_recorded(path.parent.name, path)] for path in PAGES}
    return pytest.mark.parametrize(
        "path", [pytest.param(path, id=path.parent.name, marks=marks[path]) for path in PAGES]
    )


@pytest.fixture(scope="module")
def browser():
    """Start the system's Chromium, once for all pages."""
    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser):
    """Provide `opened(path, "ko", PHONE, "dark")`; at the end, no page had an error or asked for another file."""
    contexts, faults, asked = [], [], []

    def opens(path, language, screen=WIDE, scheme="light", **more):
        contexts.append(browser.new_context(viewport=screen, color_scheme=scheme, **more))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{path.as_uri()}#{language}")
        return page

    yield opens
    for context in contexts:
        context.close()
    assert faults == []
    assert {address.partition("#")[0] for address in asked} <= {path.as_uri() for path in PAGES}


def _answer(page, choice=0):
    """Predict by keyboard alone, and let the figure show what happens."""
    page.locator(".question input").nth(choice).focus()
    page.keyboard.press("Space")
    page.locator(".question button.main").focus()
    page.keyboard.press("Enter")


def _shown(page):
    """Return what the figures and the values show."""
    return page.evaluate(
        "[...document.querySelectorAll('.figures svg, .more svg, .values td')].map((one) => one.innerHTML).join()"
        " + [...document.querySelectorAll('canvas')].map((one) => one.toDataURL()).join()"
    )


def _named(path):
    return path.parent.name


@_each_page(PAGES[0])
def test_each_question_wants_a_prediction_before_the_figure_answers(opened, path):
    """Until an answer is chosen nothing can be moved; then exactly one choice is what happens, and a text explains."""
    page = opened(path, "en")
    count = 0
    while page.locator(".question").count():
        count += 1
        assert page.locator(".question button.main").is_disabled()
        assert page.locator(".handle:enabled, .try :is(input, button):enabled").count() == 0
        before = _shown(page)
        _answer(page, count % 3)
        assert _shown(page) != before
        assert page.locator(".choice.truth").count() == 1
        assert len(page.locator(".told").inner_text()) > 100
        assert page.locator(".try :is(input, button):enabled").count() > 0
        page.keyboard.press("Enter")  # the next question has the focus
    assert count >= 4
    assert page.get_by_role("status").inner_text().startswith("You have seen it all.")


@_each_page()
def test_everything_works_by_keyboard_and_by_touch(opened, path):
    """Arrow keys change the figure; so does a finger that drags, and the page does not scroll meanwhile."""
    page = opened(path, "ko", PHONE, has_touch=True, is_mobile=True)
    _answer(page)
    selector, keys = REACHED_BY_KEY[_named(path)]
    page.locator(selector).focus()
    for key in keys:
        before = _shown(page)
        page.keyboard.press(key)
        assert _shown(page) != before, key
    dragged = page.locator(DRAGGED[_named(path)])
    dragged.scroll_into_view_if_needed()
    box = dragged.bounding_box()
    before, scrolled = _shown(page), page.evaluate("scrollY")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for far in (10, 25, 40):
        points = [{"x": x + far, "y": y + far / 2}]
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert _shown(page) != before
    assert page.evaluate("scrollY") == scrolled


@_each_page()
def test_the_languages_are_complete_and_keep_the_place(opened, path):
    """The switch translates the page and keeps the answer that was given; Korean pages have no English text left."""
    page = opened(path, "en", PHONE)
    _answer(page, 1)
    page.get_by_role("button", name="한국어").click()
    assert page.evaluate("document.documentElement.lang") == "ko"
    assert page.locator(".choice.truth").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    english = page.locator("h1, h2, p, legend, .control > *:first-child, th").all_inner_texts()
    names = {path.parent.name, "h", "f(x + h)", "f(x)", "f(x − h)"}
    assert [text for text in english if not HANGUL.search(text) and text.split("\n")[0] not in names] == []


@_recorded("all", *PAGES)
def test_nothing_keeps_people_out(opened):
    """axe-core finds no serious or critical problem once a question is answered; no page is wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for number, path in enumerate(PAGES):
        language, screen, scheme = (("en", WIDE, "light"), ("ko", PHONE, "dark"))[number % 2]
        page = opened(path, language, screen, scheme, bypass_csp=True)
        _answer(page)
        faults = Axe().run(page, context={"exclude": ["svg > *"]}).response["violations"]
        serious = [one for one in faults if one["impact"] in ("serious", "critical")]
        found += [(_named(path), one["id"], one["nodes"][0]["html"]) for one in serious]
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
    assert found == []
