"""The pages in a real browser: sorted, filtered, switched, followed, on a phone, and read by a machine for people."""

import shutil

import pytest

from autograder.reports.results_folder import write_class_page, write_result
from tests.needs import needs
from tests.reports.samples import broken, mistaken, slow_and_held

pytestmark = pytest.mark.slow

QUIET = [
    "--headless",
    "--no-sandbox",  # containers have no user namespaces for the browser's own
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser():
    """The system's Chromium."""
    needs("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A class of four: page of the class, pages of the students."""
    out = tmp_path_factory.mktemp("results")
    records = [mistaken("kim"), mistaken("choi"), slow_and_held("박지원"), broken("lee")]
    for one in records:
        write_result(one, out)
    write_class_page(records, out / "class.html")
    return out


@pytest.fixture
def opened(browser, results):
    """`opened("class.html", width=390)`: a page on a screen of its own; whatever it asks for is noted."""
    contexts = []

    def opens(path="class.html", width=1280, scheme="light"):
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        (place,) = results.glob(path)
        page.goto(place.as_uri())
        return page

    yield opens
    for context in contexts:
        context.close()


def names(page):
    """The submissions that are to be seen, in order."""
    return page.locator("#roll tbody tr:visible th").all_inner_texts()


def test_a_click_on_a_column_sorts_by_it(opened):
    """First up, then down, and the column says so to those who do not see it."""
    page = opened()
    score = page.locator("#roll thead th", has_text="score")
    score.get_by_role("button").click()
    assert names(page) == ["박지원", "lee", "kim", "choi"]
    assert score.get_attribute("aria-sort") == "ascending"
    score.get_by_role("button").click()
    assert names(page) == ["kim", "choi", "박지원", "lee"]
    assert score.get_attribute("aria-sort") == "descending"


def test_names_are_sorted_by_the_keyboard(opened):
    """A column's button takes the focus and obeys the Enter key; the other columns are no longer the sorted one."""
    page = opened()
    page.locator("#roll thead").get_by_role("button", name="score").click()
    page.locator("#roll thead").get_by_role("button", name="submission").focus()
    page.keyboard.press("Enter")
    assert names(page) in (["choi", "kim", "lee", "박지원"], ["박지원", "choi", "kim", "lee"])
    assert page.locator("#roll thead [aria-sort=ascending]").count() == 1


def test_the_list_is_filtered_by_name_mistake_question_and_status(opened):
    """Each filter leaves the matching rows, all together those that match all, and the page shows the count."""
    page = opened()
    words, place, letter = (page.locator(f"#{name}") for name in ("words", "place", "letter"))
    words.fill("CHOI")
    assert names(page) == ["choi"]
    words.fill("gradient_not")
    assert names(page) == ["kim", "choi"]
    assert page.locator("[role=status]").inner_text() == "2 / 4"
    words.fill("")
    letter.select_option("held")
    assert names(page) == ["박지원"]
    letter.select_option("-")
    place.select_option("1")
    assert names(page) == ["박지원"]
    place.select_option("0")
    assert names(page) == []


def test_the_language_is_switched_without_a_network_and_kept(opened):
    """Words, choices and the page's language change, and a student's page opened next speaks the same."""
    page = opened()
    assert page.get_by_role("heading", name="Submissions").is_visible()
    page.get_by_role("button", name="한국어").click()
    assert page.locator("html").get_attribute("lang") == "ko"
    assert page.get_by_role("heading", name="제출물").is_visible()
    assert not page.get_by_role("heading", name="Submissions").is_visible()
    assert page.locator("#letter option").first.inner_text() == "전체"
    page.locator("#roll").get_by_role("link", name="kim").click()
    page.wait_for_url("**/report.html")
    assert page.get_by_text("기울기를 N으로 나누지 않았어요").is_visible()
    assert all(url.startswith("file:") for url in page.asked)
    assert page.faults == []


def test_a_students_page_is_a_click_away(opened):
    """The link of a submission opens its page, whatever alphabet its name is written in."""
    page = opened()
    page.locator("#roll").get_by_role("link", name="박지원").click()
    page.wait_for_url("**/report.html")
    assert page.get_by_text("Measures disagree.").is_visible()


def test_printed_output_is_folded_away_until_asked_for(opened):
    """The reason is seen at once, the output after a click."""
    page = opened("students/kim-*/report.html")
    assert page.get_by_text("dW is wrong at 2 of 4 places.").is_visible()
    assert not page.get_by_text("W has shape (2, 2)").is_visible()
    page.get_by_text("What your code printed").click()
    assert page.get_by_text("W has shape (2, 2)").is_visible()


@pytest.mark.parametrize("path", ["class.html", "students/kim-*/report.html"])
def test_pages_fit_a_phone(opened, path):
    """Nothing but a table in its own frame is wider than the screen, in either language."""
    page = opened(path, width=390)
    for language in ("English", "한국어"):
        page.get_by_role("button", name=language).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["class.html", "students/kim-*/report.html", "students/박지원-*/report.html"])
def test_nothing_keeps_people_out(opened, path, scheme):
    """axe-core finds no serious or critical fault: contrast, names, order, focus; on a wide screen and on a phone."""
    from axe_playwright_python.sync_playwright import Axe

    for width in (1280, 390):
        page = opened(path, width, scheme)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        faults = Axe().run(page).response["violations"]
        assert not [
            (fault["id"], fault["nodes"][0]["html"]) for fault in faults if fault["impact"] in ("serious", "critical")
        ]
