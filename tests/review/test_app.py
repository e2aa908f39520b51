"""The review page as a process: who gets in, what forms store, two graders, a kill in the middle."""

import re
import signal

import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.final_score import Adjustment
from tests.needs import needs
from tests.review.classroom import Page, make_class, serve

pytestmark = pytest.mark.slow
recorded = pytest.mark.recorded("review-page", "autograder", "pyproject.toml", "requirements.lock")
"""The mark of tests that start the page for a detail; who gets in, what is stored and how it ends are always tested."""

EVIL = "<script>alert(1)</script> [x](javascript:alert(2)) ![p](http://evil.example/p.png) $\\href{javascript:1}{x}$"
ANSWERS = {"ada": "Because.", "bob": "", "cy": EVIL, "<i>dan</i>": "No idea.", "eve": ""}


@pytest.fixture(scope="module", autouse=True)
def linux():
    """The command that serves the page also grades."""
    needs("linux")


@pytest.fixture
def page(tmp_path):
    """The page of a class of five, signed by Ada."""
    make_class(tmp_path, ANSWERS, held=("cy",))
    started = serve(tmp_path, "--grader", "Ada")
    yield started
    started.process.kill()
    started.process.wait()


def book(tmp_path):
    """Open the gradebook of the class."""
    return Gradebook(tmp_path / "results" / FILE_NAME)


def form(text):
    """Return the fields that the form of a page sends as it is: the hidden ones."""
    return [("seen", value) for value in re.findall(r'name="seen" value="([^"]*)"', text)]


def test_nobody_gets_in_without_the_token(tmp_path, page):
    """Without the address that was printed, with another host or from another site, nothing is shown or stored."""
    _, text, address = page.get("/q/essay")
    stranger = Page.__new__(Page)
    stranger.__dict__.update(page.__dict__)
    import http.cookiejar
    import urllib.request

    stranger._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    assert stranger.get("/")[0] == 403
    assert stranger.get("/?token=guess")[0] == 403
    assert page.get("/", Host="evil.example")[0] == 403
    fields = [*form(text), ("points", "2")]
    assert page.post(address, fields, Origin="http://evil.example")[0] == 403
    assert page.post(address, fields, Origin="null")[0] == 403
    with book(tmp_path) as now:
        assert now.history("toy") == []


def test_the_token_leaves_the_address(page):
    """After the first page the token is in a cookie that scripts and other sites do not get."""
    assert page.get("/")[2] == "/"
    (cookie,) = page.cookies
    assert (cookie.value in page.start, cookie.has_nonstandard_attr("HttpOnly")) == (True, True)
    assert cookie.get_nonstandard_attr("SameSite") == "strict"
    assert (
        page.origin.rpartition(":")[2] in cookie.name
    )  # browsers give cookies to every port: two pages need two names


def test_an_answer_cannot_run_or_load_anything(page):
    """Markup of an answer is text; links that run and pictures from elsewhere are not links and pictures."""
    for case in re.findall(r"/q/essay/[0-9a-f]{12}", "".join(_all(page))):
        _, text, _ = page.get(case + "?names=1")
        assert "<script>alert" not in text
        assert 'href="javascript' not in text
        assert 'src="http' not in text
        assert "<i>dan" not in text


def _all(page):
    """Return the pages of all cases of the essay, followed by their links."""
    _status, text, address = page.get("/q/essay?show=all")
    seen = [address, text]
    while found := re.search(r'href="([^"]+)" id="next"', text):
        _, text, address = page.get(found[1].replace("&amp;", "&"))
        seen += [address, text]
    return seen


def test_a_decision_is_stored_for_everybody_with_that_answer(tmp_path, page):
    """Two students left the question out: one form gives both their points, signed, and goes on to the next."""
    _, text, address = page.get("/q/essay")
    assert "Equal answers: 2 students" in text
    status, text, following = page.post(address, [*form(text), ("points", "0"), ("comment", "Nothing here.")])
    assert (status, following.partition("?")[0] != address) == (200, True)
    with book(tmp_path) as now:
        found = {student: one for student, own in now.all_adjustments("toy").items() for one in own.values()}
    assert {(student, one.points, one.comment, one.grader) for student, one in found.items()} == {
        ("bob", 0.0, "Nothing here.", "Ada"),
        ("eve", 0.0, "Nothing here.", "Ada"),
    }


@recorded
def test_items_of_the_rubric_give_the_points(tmp_path, page):
    """Without typed points the chosen items are added up; they are stored as they were."""
    _, text, address = page.get("/q/essay")
    keys = re.findall(r'name="item" value="(\w+)"', text)
    page.post(address, [*form(text), ("item", keys[0]), ("item", keys[2])])
    with book(tmp_path) as now:
        one = now.adjustments("toy", "bob")["essay"]
    assert (one.points, [item.text.en for item in one.items]) == (1.0, ["Says why.", "Calls it magic."])


@recorded
def test_wrong_points_are_told_and_nothing_is_stored(tmp_path, page):
    """Points out of range, or nothing at all, come back with a sentence and what was typed."""
    _, text, address = page.get("/q/essay")
    told = {}
    for points in ("3", "-1", "one", "1.001", "nan", ""):
        status, answered, _ = page.post(address, [*form(text), ("points", points), ("reason", "x")])
        told[points] = (status, 'role="alert"' in answered)
    assert told == dict.fromkeys(told, (422, True))
    with book(tmp_path) as now:
        assert now.history("toy") == []


@recorded
def test_two_graders_do_not_overwrite_each_other(tmp_path, page):
    """Who comes second sees what the first decided, keeps what they typed, and may then overrule."""
    _, text, address = page.get("/q/essay")
    with book(tmp_path) as other:
        for student in ("bob", "eve"):
            other.adjust("toy", student, Adjustment("essay", 1.0, "", "Kind.", grader="Ben"))
    status, again, _ = page.post(address, [*form(text), ("points", "0"), ("comment", "Strict.")])
    assert status == 409
    assert "Ben" in again
    assert "Kind." in again
    assert "Strict." in again
    with book(tmp_path) as now:
        assert now.adjustments("toy", "bob")["essay"].points == 1.0
    page.post(address, [*form(again), ("points", "0")])
    with book(tmp_path) as now:
        assert now.adjustments("toy", "bob")["essay"].points == 0.0
        assert [one.grader for _, one in now.history("toy", "bob")] == ["Ben", "Ada"]


@recorded
def test_a_form_that_is_sent_twice_counts_once(tmp_path, page):
    """The back button and a second click do not store the same decision again."""
    _, text, address = page.get("/q/essay")
    fields = [*form(text), ("points", "1")]
    assert [page.post(address, fields)[0] for _ in range(2)] == [200, 409]
    with book(tmp_path) as now:
        assert len(now.history("toy", "bob")) == 1


@recorded
def test_the_last_decision_can_be_taken_back(tmp_path, page):
    """What counted before counts again, and the history keeps every step."""
    _, text, address = page.get("/q/essay")
    page.post(address, [*form(text), ("points", "1")])
    _, text, _ = page.get(address)
    page.post(address, [*form(text), ("points", "2")])
    _, text, _ = page.get(address)
    page.post(address + "/undo", form(text))
    with book(tmp_path) as now:
        assert now.adjustments("toy", "bob")["essay"].points == 1.0
        assert [one.points for _, one in now.history("toy", "bob")] == [1.0, 2.0, 1.0]


@recorded
def test_what_was_taken_back_can_be_decided_again(tmp_path, page):
    """After the only decision is taken back there is none, and the next one is stored."""
    _, text, address = page.get("/q/essay")
    page.post(address, [*form(text), ("points", "1")])
    page.post(address + "/undo", form(page.get(address)[1]))
    assert page.post(address, [*form(page.get(address)[1]), ("points", "2")])[0] == 200
    with book(tmp_path) as now:
        assert [one.points for _, one in now.history("toy", "bob")] == [1.0, None, 2.0]


@recorded
def test_what_another_grader_decided_is_not_taken_back_unseen(tmp_path, page):
    """The button takes back what its page showed; what came later stays."""
    _, text, address = page.get("/q/essay")
    page.post(address, [*form(text), ("points", "1")])
    _, text, _ = page.get(address)
    with book(tmp_path) as other:
        other.adjust("toy", "bob", Adjustment("essay", 2.0, "", grader="Ben"))
    assert page.post(address + "/undo", form(text))[0] == 409
    with book(tmp_path) as now:
        assert now.adjustments("toy", "bob")["essay"].points == 2.0


@recorded
def test_only_the_last_decision_is_taken_back(tmp_path, page):
    """Where one of those with equal answers was decided alone, later, the decision about the others stays."""
    _, text, address = page.get("/q/essay")
    page.post(address, [*form(text), ("points", "1")])
    with book(tmp_path) as other:
        other.adjust("toy", "bob", Adjustment("essay", 2.0, "", grader="Ada"))
    page.post(address + "/undo", form(page.get(address)[1]))
    with book(tmp_path) as now:
        assert [now.adjustments("toy", who)["essay"].points for who in ("bob", "eve")] == [1.0, 1.0]


def test_withheld_points_are_decided_beside_the_code(tmp_path, page):
    """The evidence and the student's code are on the page; accepting gives the withheld points."""
    _, text, address = page.get("/q/double")
    assert "A factor of 25." in text
    assert '<span class="marked">   2 &gt;     return x * 2  # &lt;b&gt;' in text, "the function stands out"
    assert 'data-set="3"' in text
    assert 'data-set="1"' in text
    page.post(address, [*form(text), ("points", "3"), ("reason", "read the code")])
    with book(tmp_path) as now:
        assert now.adjustments("toy", "cy")["double"] == Adjustment("double", 3.0, "read the code")


@recorded
def test_the_student_whole(tmp_path, page):
    """Code, tests, answers and score of one student are on one page; what is decided there is stored."""
    _, text, _ = page.get("/s/ada")
    assert "return x * 2" in text
    assert "Because." in text
    seen = re.findall(r'action="/s/ada/essay".*?name="seen" value="([^"]*)"', text, re.DOTALL)
    read = re.findall(r'action="/s/ada/essay".*?name="answer" value="([^"]+)"', text, re.DOTALL)
    page.post("/s/ada/essay", [("seen", seen[0]), ("answer", read[0]), ("points", "1.5"), ("comment", "Yes.")])
    assert "Nothing fits" in page.get("/q/essay?show=look%20again")[1]  # what stood on the page was judged
    page.post("/s/ada/-", [("seen", "ada=0"), ("comment", "Well done.")])
    _, seen_by_student, _ = page.get("/s/ada/page")
    assert "Well done." in seen_by_student
    with book(tmp_path) as now:
        assert {id: one.points for id, one in now.adjustments("toy", "ada").items()} == {"essay": 1.5, "": None}


@recorded
def test_what_was_typed_on_a_students_page_stays(page):
    """If the points are wrong, or somebody was faster, comment and points are still in the form."""
    for seen, points, status in (("ada=0", "77", 422), ("ada=5", "1", 409)):
        fields = [("seen", seen), ("points", points), ("comment", "Long thoughts.")]
        found, text, _ = page.post("/s/ada/essay", fields)
        assert (found, text.count("Long thoughts."), f'value="{points}"' in text) == (status, 1, True)


@recorded
def test_a_request_is_answered(tmp_path, page):
    """An open request is on the list until it is answered."""
    with book(tmp_path) as now:
        number = now.request("toy", "ada", "double", "<b>look</b>").number
    assert "&lt;b&gt;look&lt;/b&gt;" in page.get("/requests")[1]
    page.post(f"/requests/{number}", [("answer", "Looked.")])
    assert "No request is open." in page.get("/requests")[1]
    with book(tmp_path) as now:
        assert [(one.answer, one.grader) for one in now.requests("toy")] == [("Looked.", "Ada")]


def test_a_killed_page_loses_nothing(tmp_path, page):
    """Every decision is in the gradebook before the page answers, so that SIGKILL takes none away."""
    _, text, address = page.get("/q/essay")
    page.post(address, [*form(text), ("points", "1")])
    page.stop(signal.SIGKILL)
    with book(tmp_path) as now:
        assert now.adjustments("toy", "bob")["essay"].points == 1.0


def test_leaving_brings_the_reports_up_to_date(tmp_path, page):
    """On Ctrl-C the pages of everybody who was decided about, and grades.csv, have the new score."""
    _, text, address = page.get("/q/essay")
    page.post(address, [*form(text), ("points", "1.5"), ("comment", "Half of it.")])
    assert "2 students" in page.stop()
    pages = [path.read_text("utf-8") for path in (tmp_path / "results/students").glob("*/report.html")]
    assert sum("Half of it." in text for text in pages) == 2
    grades = (tmp_path / "results/grades.csv").read_text("utf-8-sig")
    assert "bob,Bob,graded,bob,4.5,5,3,1.5" in grades


@recorded
def test_an_address_that_does_not_exist_is_no_traceback(page):
    """Old and wrong addresses answer with 404 or 405, and the page lives on."""
    for path in ("/q/nothing", "/q/essay/000000000000", "/s/nobody", "/x", "/q/essay/0/undo", "/s/ada/x"):
        assert page.get(path)[0] in (404, 405), path
        assert page.post(path, [("points", "1")])[0] in (404, 405), path
    assert page.get("/")[0] == 200
