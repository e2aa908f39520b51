"""Test the pages in a real browser: sorting, filters, languages, links, phone width and accessibility."""

import msgspec
import pytest

from autograder.model.results import Floor, Mistake
from autograder.model.text import Text
from autograder.reports.results_folder import write_class_page, write_result
from tests.browsers import chromium
from tests.reports.samples import broken, mistaken, one_test, question, record, slow_and_held

pytestmark = pytest.mark.slow
recorded = pytest.mark.recorded(
    "pages-in-a-browser", "autograder", "pyproject.toml", "requirements.lock", "$ chromium --version"
)
"""The mark of all tests but one, which shows that the pages work in this browser at all."""


@pytest.fixture(scope="module")
def browser():
    """Start the system's Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Write the pages of a class of four."""
    out = tmp_path_factory.mktemp("results")
    records = [mistaken("kim"), mistaken("choi"), slow_and_held("박지원"), broken("lee")]
    for one in records:
        write_result(one, out)
    write_class_page(records, out / "class.html")
    return out


@pytest.fixture
def opened(browser, results):
    """Provide `opened("class.html", width=390)`: open a page in a new window and record its requests."""
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
    """Return the visible submissions in order."""
    return page.locator("#roll tbody tr:visible th a").all_inner_texts()


@recorded
def test_a_click_on_a_column_sorts_by_it(opened):
    """A column sorts up, then down, and `aria-sort` says so."""
    page = opened()
    score = page.locator("#roll thead th", has_text="score")
    score.get_by_role("button").click()
    assert names(page) == ["박지원", "lee", "kim", "choi"]
    assert score.get_attribute("aria-sort") == "ascending"
    score.get_by_role("button").click()
    assert names(page) == ["kim", "choi", "박지원", "lee"]
    assert score.get_attribute("aria-sort") == "descending"


@recorded
def test_names_are_sorted_by_the_keyboard(opened):
    """A column's button works with focus and Enter; then no other column is marked as sorted."""
    page = opened()
    page.locator("#roll thead").get_by_role("button", name="score").click()
    page.locator("#roll thead").get_by_role("button", name="submission").focus()
    page.keyboard.press("Enter")
    assert names(page) in (["choi", "kim", "lee", "박지원"], ["박지원", "choi", "kim", "lee"])
    assert page.locator("#roll thead [aria-sort=ascending]").count() == 1


@recorded
def test_the_list_is_filtered_by_name_mistake_question_and_status(opened):
    """Filters show matching rows, combine, and update the count."""
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


@recorded
def test_a_large_class_is_shown_in_parts_that_sort_and_filter_together(browser, tmp_path):
    """Of 250 rows a hundred are in the page at a time; sorting and filters act on all of them."""
    made = [record(question("one", one_test(score=n / 250)), submission=f"s{n:03}") for n in range(250)]
    write_class_page([*made, mistaken("kim")], tmp_path / "class.html")
    page = browser.new_page()
    page.goto((tmp_path / "class.html").as_uri())
    assert len(names(page)) == 100
    page.get_by_role("button", name="next").click()
    page.get_by_role("button", name="next").click()
    assert names(page)[-1] == "kim"
    assert page.locator("#part").inner_text() == "201–251"
    score = page.locator("#roll thead").get_by_role("button", name="score")
    score.click()
    score.click()
    assert names(page)[:2] == ["kim", "s249"]
    page.locator("#words").fill("S24")
    assert len(names(page)) == 10
    assert page.get_by_role("button", name="next").is_hidden()
    page.close()


@recorded
def test_buttons_show_their_part_of_the_list(opened):
    """The button of a mistake filters the list by it."""
    page = opened()
    page.get_by_text("Names").first.click()
    page.get_by_role("button", name="Show in the list").first.click()
    assert names(page) == ["kim", "choi"]


def test_the_language_is_switched_without_a_network_and_kept(opened):
    """Texts, options and the page's language change, and the next page opens in the same language."""
    page = opened()
    assert page.get_by_role("heading", name="Submissions").is_visible()
    page.get_by_role("button", name="한국어").click()
    assert page.locator("html").get_attribute("lang") == "ko"
    assert page.get_by_role("heading", name="제출물").is_visible()
    assert not page.get_by_role("heading", name="Submissions").is_visible()
    assert page.locator("#letter option").first.inner_text() == "전체"
    page.locator("#roll").get_by_role("link", name="kim").click()
    page.wait_for_url("**/report.html")
    page.get_by_text("기울기를 N으로 나누지 않았어요").wait_for()
    assert all(url.startswith("file:") for url in page.asked)
    assert page.faults == []


@recorded
def test_a_students_page_is_a_click_away(opened):
    """The link of a submission opens its page, also for names in other alphabets."""
    page = opened()
    page.locator("#roll").get_by_role("link", name="박지원").click()
    page.wait_for_url("**/report.html")
    assert page.get_by_text("Measures disagree.").is_visible()


@recorded
def test_printed_output_is_folded_away_until_asked_for(opened):
    """The reason is visible at once, the output after a click."""
    page = opened("students/kim-*/report.html")
    assert page.get_by_text("dW is wrong at 2 of 4 places.").is_visible()
    assert not page.get_by_text("W has shape (2, 2)").is_visible()
    page.get_by_text("What your code printed").click()
    assert page.get_by_text("W has shape (2, 2)").is_visible()


@recorded
@pytest.mark.parametrize("path", ["class.html", "students/kim-*/report.html"])
def test_pages_fit_their_width(opened, path):
    """Neither the page nor a table in it is wider than the screen of a phone or a laptop, in both languages."""
    wider = "[...document.querySelectorAll('.wide')].filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    for width in (390, 1280):
        page = opened(path, width=width)
        for language in ("English", "한국어"):
            page.get_by_role("button", name=language).click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(wider) == 0


@recorded
def test_one_slip_takes_less_than_three_screens_of_a_phone(browser, tmp_path):
    """A mistake made in four questions of ten fits into three screens, in both languages."""
    mistake = Mistake("half", "half", Text("the 2 of the gradient is missing", "그래디언트의 2가 빠졌어요"), cost=0.2)
    values = "\n".join(f"  dW[0, {n}] is {n}.5, expected {n + 1}" for n in range(5))
    message = Text(f"dW: 12 of 12 values differ.\n{values}\nThe regularization is reg * np.sum(W**2).")
    hint = Text("The derivative of W**2 is 2 * W: the gradient is 2 * reg * W.\nAgrees on all 61 calls of 20 tests.")
    failing = one_test("a", "failed", max_score=2.0, student_message=message, hint=hint, misconception="half")
    hidden = one_test("b", "failed", max_score=1.0, student_message=Text("The result has wrong values."))
    wrong = [
        msgspec.structs.replace(
            question(f"loss_{n}", failing, hidden, *(one_test(f"t{k}", score=1.0) for k in range(7))),
            mistakes=(mistake,),
            floor=Floor(8.0, Text("known")),
            score=8.0,
            section=Text("5. The hinge loss, step by step"),
            example="import numpy as np\nfrom losses import *\n\nloss(np.ones((2, 2)))",
            place=Text("losses.py, lines 112 to 131", "losses.py 112~131번째 줄"),
        )
        for n in range(4)
    ]
    right = [question(f"right_{n}", one_test(score=1.0)) for n in range(4)]
    written = [question(f"essay_{n}", manual=True) for n in range(2)]
    write_result(record(*wrong, *right, *written, repeated=0.5), tmp_path)
    page = browser.new_page(viewport={"width": 390, "height": 800})
    (place,) = tmp_path.glob("students/*/report.html")
    page.goto(place.as_uri())
    for language in ("English", "한국어"):
        page.get_by_role("button", name=language).click()
        assert page.evaluate("document.documentElement.scrollHeight") <= 2400
    page.close()


@recorded
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["class.html", "students/kim-*/report.html", "students/박지원-*/report.html"])
def test_nothing_keeps_people_out(opened, path, scheme):
    """axe-core finds no serious or critical problem, on a wide screen and on a phone."""
    from axe_playwright_python.sync_playwright import Axe

    for width in (1280, 390):
        page = opened(path, width, scheme)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        faults = Axe().run(page).response["violations"]
        assert not [
            (fault["id"], fault["nodes"][0]["html"]) for fault in faults if fault["impact"] in ("serious", "critical")
        ]
