"""Write JUnit XML for CI services, with one suite per question."""

from xml.etree import ElementTree

from autograder.model.results import HELD, QuestionResult, Record, Status, TestResult, student_view
from autograder.model.text import clean_text
from autograder.reports.status_labels import number, one_line, status_label

__all__ = ["to_junit"]

_WHOLE = 1_000_000
"""Limit that cuts no message; the record has already cut long ones."""

_FAILURES: frozenset[Status] = frozenset({"failed", "not_implemented"})


def to_junit(record: Record, *, instructor: bool = False) -> bytes:
    """Return the results as JUnit XML in the current language and UTF-8.

    A wrong or missing answer is a `failure`; an exception, a crash or an exceeded limit is an `error`; a test with
    withheld points is `skipped`, with the reason.

    Args:
        record: The result of one submission.
        instructor: Write the instructor's view instead of the student's.
    """
    view = record if instructor else student_view(record)
    root = ElementTree.Element("testsuites", name=_text(view.submission))
    for question in view.questions:
        if not question.manual:
            root.append(_suite(view, question, instructor))
    _count(root, [case for suite in root for case in suite.iter("testcase")])
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _suite(record: Record, question: QuestionResult, instructor: bool) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=question.id)
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (("score", question.score), ("points", question.points), ("credit", question.credit())):
        ElementTree.SubElement(properties, "property", name=name, value=number(value))
    for test in question.tests:
        suite.append(_case(f"{record.assignment}.{question.id}", test, instructor))
    _count(suite, list(suite.iter("testcase")))
    return suite


def _case(classname: str, test: TestResult, instructor: bool) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname=classname, name=_text(str(test.title)), time=f"{test.cpu:.3f}")
    if test.status == "passed":
        return case
    message = (str(test.instructor_message) if instructor else "") or str(test.student_message)
    message = "\n".join(filter(None, (message, str(test.hint))))
    summary = f"{status_label(test.status)}: {one_line(message.partition(chr(10))[0])}".removesuffix(": ")
    if test.status in HELD:
        ElementTree.SubElement(case, "skipped", message=_text(summary))
        return case
    kind = "failure" if test.status in _FAILURES else "error"
    ElementTree.SubElement(case, kind, message=_text(summary), type=test.status).text = clean_text(message, _WHOLE)
    return case


def _count(element: ElementTree.Element, cases: list[ElementTree.Element]) -> None:
    element.set("tests", str(len(cases)))
    for plural, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(plural, str(sum(case.find(kind) is not None for case in cases)))


def _text(text: str) -> str:
    """Return the text on one line, without characters that XML 1.0 does not allow."""
    return one_line(clean_text(text, _WHOLE))
