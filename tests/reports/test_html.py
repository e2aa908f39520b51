"""Test the pages for students and for the class."""

import base64
import hashlib
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from autograder.i18n import speaking
from autograder.model.results import STATUSES, Excerpt, Floor, Mistake, Record
from autograder.model.text import NO_TEXT, Text
from autograder.reports import html
from autograder.reports.class_page import class_page
from autograder.reports.class_summary import summarize_class
from autograder.reports.html import student_page
from tests.reports.samples import broken, mistaken, one_test, question, record, slow_and_held

HOSTILE = "</span></script><script>alert(1)</script><img src=x onerror=alert(1)>\" ' & {{ 7 * 7 }} {% raw %} <!--"
VOID = {"meta", "br", "input", "path", "line"}


class Page(HTMLParser):
    """Collect the elements, attributes and words of a page, without running scripts."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.languages: list[str] = [""]
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag, attrs):
        """Record an element and the language of its words."""
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag not in VOID:
            self.inside.append(tag)
            self.languages.append(found["lang"] if tag == "span" and "lang" in found else self.languages[-1])

    def handle_endtag(self, tag):
        """Require that elements close in the order in which they opened."""
        if tag not in VOID:
            assert self.inside.pop() == tag
            self.languages.pop()

    def handle_data(self, data):
        """Record words."""
        if self.inside and self.inside[-1] not in ("style", "script"):
            self.words.append((self.languages[-1], data))


def shown(page: bytes, language: str = "en") -> str:
    """Return the words shown in a language, single-spaced."""
    return " ".join(" ".join(words for said_in, words in Page(page).words if said_in in ("", language)).split())


def the_class(*records: Record) -> bytes:
    """Return the class page of these records."""
    return class_page(records, lambda row: f"students/{row.submission[:3].strip('<>/')}/report.html")


def said_by(text: str) -> Record:
    """Create a record with `text` everywhere a submission can put it, including its name."""
    both = Text(text, f"{text} 한국어")
    failing = one_test(
        "test_a", "failed", student_message=both, instructor_message=both, misconception="known", hint=both
    )
    lines = Text(f"E: {text}\n  a.py, line 1: {text}\n--- printed ---\n{text}", f"{text}\n  a.py, 1번째 줄: {text}")
    raising = one_test("test_b", "error", student_message=lines, excerpt=Excerpt(text, 2, 1, (text, text, text)))
    return record(question("one", failing, raising), submission=text, reason=both)


def twice() -> Record:
    """Create a record with the same mistake in two questions, a passed, a failed and a written question."""
    mistake = Mistake("no_root", "root", Text("the root is missing", "제곱근 빠짐"), cost=0.5)
    hint = Text("Take the root.\nAgrees on all 9 calls.", "제곱근을 구하세요.\n9번 모두 같아요.")
    failing = one_test("test_a", "failed", max_score=4.0, misconception="no_root", hint=hint)
    known = {"mistakes": (mistake,), "floor": Floor(2.0, Text("known")), "score": 2.0}
    known |= {"section": Text("1. Distances", "1. 거리"), "example": "root(np.ones(3))"}
    made = record(
        *(msgspec.structs.replace(question(id, failing), **known) for id in ("one", "two")),
        question("right", one_test(score=1.0)),
        question("other", one_test("test_b", "failed")),
        question("essay", manual=True),
        title=Text("Neighbors", "이웃"),
        repeated=0.5,
    )
    return msgspec.structs.replace(made, score=made.score + made.refunds()[0].points)


PAGES = {
    "student": lambda: student_page(mistaken()),
    "held": lambda: student_page(slow_and_held()),
    "zero": lambda: student_page(broken()),
    "class": lambda: the_class(mistaken(), slow_and_held(), broken()),
    "nobody": lambda: the_class(),
}
drawn = cache(lambda name: PAGES[name]())
each_page = pytest.mark.parametrize("page", PAGES, indirect=True)


@pytest.fixture
def page(request):
    """Return a page, drawn once for all tests."""
    return drawn(request.param)


@pytest.mark.parametrize("made", [student_page, the_class])
def test_whatever_a_submission_says_is_only_text(made):
    """Markup in names, messages, code, output and reasons creates no element or attribute."""

    def structure(page):
        return [(tag, sorted(found)) for tag, found in Page(page).elements]

    assert structure(made(said_by(HOSTILE))) == structure(made(said_by("harmless")))
    assert HOSTILE.partition("{{")[2] in shown(made(said_by(HOSTILE)))


def test_nothing_hidden_is_on_a_students_page():
    """A student's page shows only the number of hidden tests, and nothing for instructors."""
    canary = Text("canary", "canary")
    code = Excerpt("canary", 1, 1, ("canary",))
    hidden = msgspec.structs.replace(
        one_test("canary_id", "failed", visibility="hidden", student_message=canary, hint=canary, excerpt=code),
        title=canary,
    )
    seen = one_test("test_b", "failed", instructor_message=canary, misconception="canary")
    page = student_page(record(question("one", hidden, hidden, seen)))
    assert b"canary" not in page
    assert b"fingerprint" not in page
    assert "Hidden tests: 2" in shown(page)


def test_the_students_own_lines_stand_around_the_place():
    """Code lines have numbers, the line in question is marked, and it is not repeated."""
    page = student_page(mistaken())
    text = page.decode("utf-8")
    assert "Your code: losses.py, line 12" in shown(page)
    assert (
        "  10   margin = scores - own + 1\n  11   \n<mark>  12 &gt; dW = X.T @ margin</mark>\n  13   return loss, dW"
        in text
    )
    assert text.count("dW = X.T @ margin") == 1


def test_what_is_said_of_the_place_stands_above_the_lines():
    """The busiest line of a loop is named once."""
    loop = Text(
        "A loop runs.\n  busiest line: m.py, line 2: for x in X:\nIt took long.",
        "반복문이 돌고 있습니다.\n  가장 많이 실행된 줄: m.py, 2번째 줄: for x in X:\n오래 걸렸습니다.",
    )
    excerpt = Excerpt("m.py", 2, 1, ("out = []", "for x in X:"))
    page = student_page(record(question("one", one_test("a", "failed", student_message=loop, excerpt=excerpt))))
    for language, words in {"en": "busiest line: m.py, line 2", "ko": "가장 많이 실행된 줄: m.py, 2번째 줄"}.items():
        assert words in shown(page, language)
    assert page.count(b"for x in X:") == 1


@each_page
def test_pages_ask_nothing_of_a_network(page):
    """A page loads nothing from outside of its folder, and its policy forbids it."""
    elements = Page(page).elements
    places = [
        found[name] for _, found in elements for name in ("src", "href", "action", "data", "srcset") if name in found
    ]
    assert not [place for place in places if not re.match(r"#|students/", place or "")]
    assert not {tag for tag, _ in elements} & {"link", "img", "iframe", "object", "embed", "base"}
    text = page.decode("utf-8")
    assert not re.search(r"https?://|url\(|@import", text)
    (script,) = re.findall(r"(?s)<script>(.*?)</script>", text)  # a data block has a type, and does not run
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()
    (policy,) = [found["content"] for tag, found in elements if found.get("http-equiv") == "Content-Security-Policy"]
    assert policy == f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:"


@each_page
def test_pages_are_whole_in_both_languages(page):
    """Every text exists in both languages."""
    spans = [found["lang"] for tag, found in Page(page).elements if tag == "span" and "lang" in found]
    assert spans == ["en", "ko"] * (len(spans) // 2)
    options = [found for _, found in Page(page).elements if "data-en" in found]
    assert all(found["data-ko"] for found in options)


def test_a_page_begins_in_the_language_in_force():
    """Pages made in a Korean environment initially show Korean."""
    with speaking("ko"):
        page = student_page(mistaken())
    assert Page(page).elements[0] == ("html", {"lang": "ko"})
    assert Page(drawn("student")).elements[0] == ("html", {"lang": "en"})


def test_a_failure_is_reported_with_its_reason_its_line_its_output_and_its_hint():
    """Each part of a message is rendered separately, in both languages."""
    for language, words in {
        "en": ("dW is wrong at 2 of 4 places.", "losses.py, line 12", "What your code printed", "not divided by N"),
        "ko": ("값 4개 중 2개가 다릅니다.", "losses.py, 12번째 줄", "코드가 출력한 내용", "나누지 않았어요"),
    }.items():
        text = shown(drawn("student"), language)
        assert not [word for word in (*words, "dW = X.T @ margin", "W has shape (2, 2)") if word not in text]


def test_a_misconception_is_named_to_instructors_only():
    """A diagnosed mistake shows the misconception's hint to the student."""
    assert b"gradient_not_averaged" not in drawn("student")
    assert b"gradient_not_averaged" in drawn("class")


def test_tests_that_fail_alike_are_reported_together():
    """Two tests with the same failure are shown once, under two titles."""
    text = shown(drawn("held"))
    assert text.count("gradient: not written yet (losses.py)") == 1
    assert text.count("title of test_a") == text.count("title of test_b") == 1


def test_held_points_and_written_zeros_say_why():
    """A page says that points are withheld, and why a submission could not be graded."""
    assert "Withheld points count as 0 until an instructor has reviewed them." in shown(drawn("held"))
    assert "The zip is damaged" in shown(drawn("zero"))


def test_the_class_page_has_the_figures_of_the_class():
    """Mean, median, pass rates and withheld points equal hand-computed values."""
    text = shown(
        the_class(*(record(question("one", one_test(score=score, max_score=4.0))) for score in (0, 1, 4, 4, 4)))
    )
    assert "5 submissions 2.6 mean, of 4 4 median 0 withheld" in text
    assert "title of one one 5 passed 60 % 65 %" in text


def test_a_mistake_links_to_whose_it_is():
    """A mistake is a sentence with its count, its points and links to submissions."""
    links = [found["href"] for tag, found in Page(drawn("class")).elements if tag == "a"]
    assert links.count("students/kim/report.html") == 2  # at the mistake and in the list
    assert "1 of 3: gradient_not_averaged -4 points together" in shown(drawn("class"))


def test_a_mistake_of_many_lists_some_and_counts_the_others():
    """The page of a large class lists a limited number of names per mistake, and a button shows them all."""
    page = the_class(*(mistaken(f"s{number}") for number in range(35)))
    assert "35 of 35: gradient_not_averaged" in shown(page)
    assert "and 5 more" in shown(page)
    assert [found["data-find"] for _, found in Page(page).elements if "data-find" in found] == ["gradient_not_averaged"]


def test_the_list_of_a_large_class_is_data():
    """The page has the first hundred rows as a table and all as data, in which nothing can end the data block."""
    page = the_class(*(record(submission=f"s{number:03}") for number in range(120)), said_by(HOSTILE))
    (text,) = re.findall(r'(?s)<script type="application/json" id="rows">(.*?)</script>', page.decode("utf-8"))
    rows = msgspec.json.decode(text)["rows"]
    assert len(rows) == 121
    assert rows[-1][0] == " ".join(HOSTILE.split())
    assert not re.search("[<>&]", text)
    assert len([tag for tag, _ in Page(page).elements if tag == "tr"]) < 125


def test_the_class_page_puts_people_before_figures_and_slow_tests_last():
    """The sections come in the order in which somebody would act on them."""
    classes = [drawn("class"), the_class(mistaken(), *(record(submission=f"s{n}") for n in range(6)))]
    for page in classes:
        found = [found["id"] for tag, found in Page(page).elements if tag == "h2"]
        wanted = ["help", "mistakes", "waiting", "held", "entries", "scores", "questions", "submissions", "slowest"]
        assert found == [id for id in wanted if id in found]


def test_an_earlier_class_is_compared():
    """With an earlier class, the page has each question's share then and the difference, bold where it is clear."""
    good, bad = (record(question("one", one_test(score=score))) for score in (1, 0))
    before = summarize_class([good] * 20, lambda row: "")
    page = class_page([bad] * 15 + [good] * 5, lambda row: "students/x.html", before=before)
    assert "title of one 25 % 100 % -75 %" in shown(page)
    assert b"<b>-75 %</b>" in page


def test_what_brings_most_comes_first_and_links_to_its_questions():
    """The page begins with mistakes merged over questions; points that come back are taken off."""
    page = student_page(twice())
    text = shown(page)
    assert (
        text.index("Fix this first")
        < text.index("-3 the root is missing")
        < text.index("-1 test that does not pass: title of test_b")
    )
    assert "one mistake in 2 questions: title of one , title of two" in text
    assert text.count("Take the root.") == 1
    assert "Handout: 1. Distances" in text
    links = [found["href"] for tag, found in Page(page).elements if tag == "a"]
    assert {"#q1", "#q2", "#q4"} <= set(links)


def test_failed_questions_come_before_passed_ones_which_are_folded():
    """Questions with full points are folded at the end; written ones show a dash until they are graded."""
    elements = Page(student_page(twice())).elements
    order = [(tag, found["id"]) for tag, found in elements if re.fullmatch(r"q\d", found.get("id") or "")]
    assert order == [("section", "q1"), ("section", "q2"), ("section", "q4"), ("section", "q5"), ("details", "q3")]
    assert "title of essay – / 2 not graded yet" in shown(student_page(twice()))


def test_a_reason_for_whole_questions_is_stated_once_at_the_top():
    """Where every test ends with the same line, as for a missing file, the top has it and the questions link to it."""
    missing = {"student_message": Text("a.py is missing.", "a.py가 없어요.")}
    questions = (question(id, one_test("a", "error", **missing), one_test("b", "error", **missing)) for id in "xyz")
    page = student_page(record(*questions))
    assert shown(page).count("a.py is missing.") == 1
    assert "-6 a.py is missing." in shown(page)
    assert [found["href"] for tag, found in Page(page).elements if tag == "a"] == ["#q1", "#q2", "#q3", *["#first"] * 3]


def test_questions_that_fail_in_the_same_words_are_shown_each():
    """A line that says little, as those of hidden tests, merges nothing: each question shows its tests' titles."""
    wrong = {"student_message": Text("The result has wrong values.")}
    questions = (question(id, one_test("ok", score=1.0), one_test(f"t_{id}", "failed", **wrong)) for id in "xy")
    page = student_page(record(*questions))
    assert b"#first" not in page
    assert all(f"-1 test that does not pass: title of t_{id}" in shown(page) for id in "xy")


def test_a_small_call_is_offered_where_it_can_show_something():
    """A failed question has a call to try at home; one that was not written has none."""
    text = shown(student_page(twice()))
    assert text.count("root(np.ones(3))") == 2
    assert "Try it at home" not in shown(drawn("held"))


def test_the_title_stands_in_place_of_the_id():
    """Pages show the title of the assignment, and the id only for records that have no title."""
    assert "Neighbors" in shown(student_page(twice()))
    assert "a9_toy" not in shown(student_page(twice()))
    assert "a9_toy" in shown(drawn("student"))


def test_records_are_taken_once():
    """Records may come from a generator, so that a class need not fit into memory."""
    records = (one for one in (mistaken(), broken()))
    assert class_page(records, lambda row: "x.html")
    assert next(records, None) is None


def test_charts_stand_beside_what_they_show_in_words():
    """Each chart is an image with a label, and its numbers are in a table."""
    elements = Page(drawn("class")).elements
    images = [found["aria-labelledby"] for _, found in elements if found.get("role") == "img"]
    assert images == ["scores_said", "questions_said"]
    assert set(images) <= {found.get("id") for _, found in elements}
    assert "score submissions 0–0.9 2" in shown(drawn("class"))


def test_the_class_page_says_which_results_are_not_to_be_trusted():
    """Results from machines without some sandbox layer are counted, and the layers are named."""
    bare = {"seccomp": "off: no kernel support", "untrusted": "seccomp"}
    text = shown(the_class(mistaken(), record(isolation=bare), record(isolation={**bare, "untrusted": "landlock"})))
    assert "Untrusted results: 2." in text
    assert "without these layers of the sandbox: landlock, seccomp." in text
    assert "untrusted" not in shown(drawn("class"))


def test_a_message_of_nothing_is_a_status():
    """A failure without a message shows only its status."""
    page = student_page(record(question("one", one_test(status="failed", student_message=NO_TEXT))))
    assert "title of test_a failed" in shown(page)


@pytest.mark.parametrize("status", [status for status in STATUSES if status not in ("passed", "not_implemented")])
def test_every_status_that_costs_points_has_its_color(status):
    """The style sheet has a rule for the badge, the letter and the frame of each status that costs points."""
    style = (Path(html.__file__).parent / "templates" / "page.css").read_text(encoding="utf-8")
    assert all(f"{place}{status}" in style for place in (".badge.", ".letters .", "article."))
