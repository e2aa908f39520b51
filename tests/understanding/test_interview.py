"""`autograder interview` asks about right answers only, writes every page, and never touches a score."""

import json
from xml.etree import ElementTree

import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.people import Person
from autograder.submissions.refs import SubmissionPart, SubmissionRef
from tests.cli.typing_in import run_app
from tests.reports.samples import one_test, question, record
from tests.samples import ROOT
from tests.understanding.test_similar_command import texts

TOY = "a2_linear"


def write_results(folder, **students):
    """Write a gradebook: student -> files, and the questions whose answers pass."""
    with Gradebook(folder / FILE_NAME, create=True) as book:
        for number, (key, (files, passing)) in enumerate(students.items()):
            ref = SubmissionRef(key, key, (Person(key, name=f"{key.title()} <b>"),), (SubmissionPart("", folder),))
            questions = [
                question(name, one_test(status="passed" if name in passing else "failed"))
                for name in ("penalty", "svm_loss_one")
            ]
            made = record(*questions, submission=key, digest=f"{number}" * 64, assignment=TOY)
            made.digests["assignment"] = "a" * 64
            book.register(TOY, [ref])
            book.add(ref, made, files={name: text.encode("utf-8") for name, text in files.items()})
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder that the command writes for two students with right answers and one without."""
    folder = tmp_path_factory.mktemp("class")
    right = texts("reference")
    both = ("penalty", "svm_loss_one")
    write_results(folder, kim=(right, both), lee=(right, both), park=(right, ()))
    (folder / "secret").write_bytes(b"s" * 32)
    (folder / "secret").chmod(0o600)
    before = (folder / FILE_NAME).read_bytes()
    arguments = ("--results", folder, "--course", ROOT, "--secret", folder / "secret", "--questions", "4")
    assert run_app("interview", TOY, *arguments, "--lang", "en") == 0
    assert (folder / FILE_NAME).read_bytes() == before
    return folder / "instructor" / "interviews" / TOY


def test_students_with_right_answers_get_different_questions(written):
    """The choice depends on the student; an answer that fails gets none; names are escaped."""
    found = {one["student"]: one for one in json.loads((written / "interviews.json").read_text(encoding="utf-8"))}
    asked = {key: [(q["kind"], q["line"], q["text"]["en"]) for q in one["questions"]] for key, one in found.items()}
    assert asked["park"] == []
    assert len(asked["kim"]) == len(asked["lee"]) == 4
    assert asked["kim"] != asked["lee"]
    page = (written / f"{found['kim']['pseudonym']}.html").read_text(encoding="utf-8")
    assert "Kim &lt;b&gt;" in page
    assert "Questions about this code that could be verified" in page
    none = (written / f"{found['park']['pseudonym']}.html").read_text(encoding="utf-8")
    assert "so none is asked" in none


def test_each_question_has_one_key_in_json_and_in_moodle(written):
    """A chosen answer has one letter, a typed one its numbers; Moodle gets full marks for exactly these."""
    found = json.loads((written / "interviews.json").read_text(encoding="utf-8"))
    asked = [question for one in found for question in one["questions"]]
    tree = ElementTree.parse(written / "moodle.xml")
    shown = [node for node in tree.iter("question") if node.get("type") != "category"]
    assert len(shown) == len(asked) > 0
    for question_, node in zip(asked, shown, strict=True):
        full = [answer for answer in node.iter("answer") if answer.get("fraction") == "100"]
        if question_["typed"]:
            assert node.get("type") in ("numerical", "shortanswer")
            assert full
        else:
            (one,) = full
            right = question_["choices"]["abcd".index(question_["right"])]["en"]
            assert (node.get("type"), one.findtext("text")) == ("multichoice", right)
