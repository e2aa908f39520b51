"""`autograder similar` writes a page and a table, reads the gradebook only, and says what is missing."""

import csv

import pytest

from autograder.authoring.skeleton import skeleton
from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.people import Person
from autograder.submissions.refs import SubmissionPart, SubmissionRef
from tests.browsers import chromium
from tests.cli.typing_in import run_app
from tests.reports.samples import one_test, question, record
from tests.samples import ROOT
from tests.understanding.disguises import DISGUISES
from tests.understanding.measured import COURSE, answers

recorded = pytest.mark.recorded(
    "similar-page", "autograder", "pyproject.toml", "requirements.lock", "solutions", "$ chromium --version"
)
"""The mark of the test that looks at the page in a browser."""

TOY = "a2_linear"
EVIL = "# </pre><script>alert(1)</script>\n"


def texts(name):
    """Return the files of an author's answer."""
    (found,) = (one for one in answers(TOY)[0] if one.name == name)
    return {file: content.decode("utf-8") for file, content in found.files.items()}


def disguised(files):
    """Return a copy in disguise."""
    return {name: DISGUISES["everything"](text) for name, text in files.items()}


def write_class(folder, **students):
    """Write a gradebook; `kim_lee` is a group of two."""
    with Gradebook(folder / FILE_NAME, create=True) as book:
        for number, (entry, files) in enumerate(students.items()):
            keys = entry.split("_")
            team = entry if len(keys) > 1 else ""
            people = tuple(Person(key, name=f"{key.title()} <b>", group=team) for key in keys)
            ref = SubmissionRef(entry, entry, people, (SubmissionPart("", folder),))
            made = record(question("q", one_test(score=1.0)), submission=entry, digest=f"{number}" * 64, assignment=TOY)
            made.digests["assignment"] = "a" * 64
            book.register(TOY, [ref])
            book.add(ref, made, files={name: text.encode("utf-8") for name, text in files.items()})
    return folder


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A class with a copy of a group's answer, an answer that is not Python, and one that nobody has filled in."""
    whole = texts("reference")
    skeletons = {name: skeleton(COURSE.source(TOY), name) for name in whole}
    return write_class(
        tmp_path_factory.mktemp("class") / "results",
        kim_lee={name: EVIL + text for name, text in whole.items()},
        park=disguised(whole),
        choi=texts("plain_python"),
        jung={"losses.py": "def f(:"},
        empty=skeletons,
        blank=skeletons,
    )


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    """An earlier class, in which somebody has handed in the answer of Choi."""
    alike = texts("plain_python")
    return write_class(tmp_path_factory.mktemp("earlier"), yoon=alike, choi=alike, seo=texts("loops_and_helpers"))


def run(results, *more):
    """Run the command on the course of this repository."""
    return run_app("similar", TOY, "--results", results, "--course", ROOT, *more)


def rows(folder):
    """Return the rows of the table."""
    text = (folder / f"similar-{TOY}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_a_copy_leads_the_list_and_the_gradebook_stays_the_same(results, tmp_path):
    """The pair is first, a group is one, unread code is named, the files are private, and no result changes."""
    before = (results / FILE_NAME).read_bytes()
    assert run(results, "--out", tmp_path) == 0
    first = rows(tmp_path)[0]
    assert (first["first"], first["second"]) == ("kim (Kim <b>), lee (Lee <b>)", "park (Park <b>)")
    assert int(first["share"]) > 80 > int(first["usual_95"])
    assert [row for row in rows(tmp_path) if "blank" in row["first"] and int(row["share"])] == []
    page = (tmp_path / f"similar-{TOY}.html").read_text(encoding="utf-8")
    assert "jung (Jung &lt;b&gt;)" in page
    assert "not a verdict" in page
    assert "판정이 아닙니다" in page
    assert "<script>alert" not in page
    assert (results / FILE_NAME).read_bytes() == before
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_an_earlier_class_is_a_source_and_a_measure(results, earlier, tmp_path):
    """A pair with the earlier class is listed and marked; the own earlier answer is not."""
    assert run(results, "--out", tmp_path, "--with", earlier) == 0
    found = [(row["first"], row["second"]) for row in rows(tmp_path) if row["earlier_class"]]
    assert found[0] == ("choi (Choi <b>)", "yoon (Yoon <b>)")
    assert ("choi (Choi <b>)", "choi (Choi <b>)") not in found


def test_hand_ins_of_an_earlier_class_are_read(results, tmp_path):
    """`--with` takes a folder of hand-ins, too."""
    for student in ("yoon", "seo"):
        folder = tmp_path / "last-year" / student
        folder.mkdir(parents=True)
        for name, text in disguised(texts("reference")).items():
            (folder / name).write_text(text, encoding="utf-8")
    assert run(results, "--out", tmp_path, "--with", tmp_path / "last-year") == 0
    assert {row["second"] for row in rows(tmp_path) if row["earlier_class"]} == {"yoon", "seo"}


def test_what_is_missing_is_one_line(results, tmp_path, capsys):
    """No gradebook, no code for the assignment, no earlier class: exit code 2, and nothing is written."""
    empty = write_class(tmp_path / "empty", kim={})
    (tmp_path / "nothing").mkdir()
    for arguments, problem in [
        ((tmp_path / "nothing",), "gradebook"),
        ((empty,), "no code for a2_linear"),
        ((results, "--with", tmp_path / "lost"), "lost"),
        ((results, "--with", empty), "no code for a2_linear in it"),
    ]:
        assert run(*arguments, "--out", tmp_path / "out") == 2
        said = capsys.readouterr().err
        assert problem in said
        assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


@recorded
@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "light"), (390, "dark")])
def test_the_page_is_accessible_and_fits(results, earlier, tmp_path, width, scheme):
    """axe-core finds nothing, the page is not wider than the screen, and it asks for nothing else."""
    from axe_playwright_python.sync_playwright import Axe

    assert run(results, "--out", tmp_path, "--with", earlier) == 0
    with chromium() as browser:
        page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
        page.set_default_timeout(60_000)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / f"similar-{TOY}.html").as_uri())
        page.get_by_role("button", name="한국어").click()
        assert page.get_by_role("heading", name="비슷한 코드").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).response["violations"] == []
        page.locator("a[href='#pair2']").click()
        assert page.locator("#pair2 pre").first.is_visible()
        assert len(asked) == 1
