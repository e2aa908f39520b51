"""The gradebook accounts for every entry and decides which submission of a student counts."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.gradebook import Gradebook
from autograder.model.final_score import Adjustment
from autograder.model.people import Person
from autograder.model.results import Record
from autograder.model.text import Text
from autograder.submissions.refs import OtherEntry, SubmissionPart, SubmissionRef
from autograder.submissions.roster import parse_roster
from tests.reports.samples import one_test, question, record

TOY = "a9_toy"
MARCH = [datetime(2027, 3, day, tzinfo=UTC) for day in range(1, 10)]


def ref(entry, *students, container="class", **about):
    """Make a submission; its student is called like the entry unless named."""
    people = tuple(Person(key) for key in students or (entry,))
    return SubmissionRef(entry, entry, people, (SubmissionPart("", Path(container) / entry),), **about)


def result(one, content="1", score=1.0, tests="a") -> Record:
    """Make the record of a submission with a content, graded with a state of the tests."""
    made = record(question("q", one_test(score=score)), submission=one.name, digest=content * 64)
    made.digests["assignment"] = tests * 64
    return made


@pytest.fixture
def book(tmp_path):
    """An empty gradebook."""
    with Gradebook(tmp_path / "gradebook.sqlite", create=True) as made:
        yield made


def run(book, *pairs, others=()):
    """Do what one `grade` command does: (submission, content) for each."""
    book.register(TOY, [one for one, _ in pairs], others)
    for one, content in pairs:
        known = book.find("a" * 64, content * 64, one.name)
        if known:
            book.keep(one, known)
        else:
            book.add(one, result(one, content))


def statuses(book):
    """Return (entry, student) -> status; a list of them if the entry had several contents."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in book.standings(TOY):
        found.setdefault((one.entry, one.student), []).append(one.status)
    return {key: words[0] if len(words) == 1 else words for key, words in found.items()}


def counts(book):
    """Return student -> the entry and the content that count."""
    return {one.student: (one.standing.entry, one.record.digests["submission"][0]) for one in book.latest(TOY)}


ONE, TWO = ref("one", "kim"), ref("two", "kim")
AT_ONCE = (ONE, 9), (TWO, 1)
RULES = [
    ("the latest handed in", replace(ONE, handed_in=MARCH[2], attempt=1), replace(TWO, handed_in=MARCH[1], attempt=2)),
    ("the highest attempt without times", replace(ONE, attempt=3), replace(TWO, attempt=2)),
    (
        "the highest attempt if only one has a time",
        replace(ONE, attempt=3),
        replace(TWO, attempt=2, handed_in=MARCH[1]),
    ),
    (
        "the highest attempt at equal times",
        *(replace(one, attempt=a, handed_in=MARCH[1]) for one, a in AT_ONCE),
    ),
    ("the one named last without either", TWO, ONE),
    ("the one named last if only one has an attempt", replace(TWO, attempt=7), ONE),
]


def test_which_submission_of_a_student_counts(book):
    """In this order: the latest time, the highest attempt, the last on the command line; the other is superseded."""
    for number, (rule, first, second) in enumerate(RULES):
        pair = [replace(one, people=(Person(f"s{number}"),), entry=f"{number} {one.entry}") for one in (first, second)]
        run(book, *((one, "1") for one in pair))
        found = {one.entry: one.status for one in book.standings(TOY) if one.student == f"s{number}"}
        assert found == {f"{number} one": "graded", f"{number} two": "superseded"}, rule


def test_grading_an_older_one_again_never_makes_it_count(book):
    """After a test was mended, neither the old download nor the old folder supersedes what came later."""
    run(book, (ref("kim", container="monday"), "1"))
    run(book, (ref("kim", container="tuesday"), "2"))
    run(book, (ref("kim", container="monday"), "1"))
    assert counts(book) == {"kim": ("kim", "2")}
    old = ref("kim", container="monday")
    book.register(TOY, [old])
    book.add(old, result(old, "1", tests="b"))
    assert counts(book) == {"kim": ("kim", "2")}


def test_a_folder_that_changes_back_counts_as_it_is(book):
    """Of the contents that one folder had, the one that is there now counts."""
    for content in "121":
        run(book, (ref("kim"), content))
    assert counts(book) == {"kim": ("kim", "1")}
    assert statuses(book) == {("kim", "kim"): ["superseded", "graded"]}


def test_the_state_of_the_tests_that_was_used_last_counts(book):
    """Going back to an earlier state of the tests makes its results count again."""
    one = ref("kim")
    for tests, score in (("a", 0.25), ("b", 0.75)):
        book.register(TOY, [one])
        book.add(one, result(one, score=score, tests=tests))
    book.register(TOY, [one])
    book.keep(one, book.find("a" * 64, "1" * 64, "kim"))
    assert [entry.record.score for entry in book.latest(TOY)] == [0.25]


def test_each_member_of_a_group_has_the_result_and_the_later_of_two(book):
    """A group is graded once; a member who handed in alone too has the later one of the two."""
    group = ref("team", "kim", "lee", "park", handed_in=MARCH[3])
    early, late = ref("kim", handed_in=MARCH[1]), ref("lee", handed_in=MARCH[5])
    run(book, (group, "1"), (early, "2"), (late, "3"))
    assert counts(book) == {"kim": ("team", "1"), "lee": ("lee", "3"), "park": ("team", "1")}
    assert statuses(book) == {
        ("team", "kim"): "graded",
        ("kim", "kim"): "superseded",
        ("team", "lee"): "superseded",
        ("lee", "lee"): "graded",
        ("team", "park"): "graded",
    }


def test_what_cannot_be_used_supersedes_nothing(book):
    """A damaged zip after a good one leaves the good one; alone it is the student's result."""
    good, bad, alone = ref("kim1", "kim", attempt=1), ref("kim2", "kim", attempt=2), ref("lee")
    book.register(TOY, [good, bad, alone])
    book.add(good, result(good, "1"))
    for one in (bad, alone):
        book.add(one, result(one, "0", score=0.0), unusable=True)
    assert statuses(book) == {("kim1", "kim"): "graded", ("kim2", "kim"): "unusable", ("lee", "lee"): "unusable"}
    assert counts(book) == {"kim": ("kim1", "1"), "lee": ("lee", "0")}


def test_a_later_run_with_fewer_entries_loses_nothing(book):
    """Entries of earlier commands stay, those that were interrupted too; the last command's are told apart."""
    book.register(TOY, [ref("kim"), ref("lee")], [OtherEntry("index.html", "ignored", Text("A page."))])
    one = ref("kim")
    book.add(one, result(one))
    run(book, (ref("park"), "1"))
    assert statuses(book) == {
        ("index.html", ""): "ignored",
        ("kim", "kim"): "graded",
        ("lee", "lee"): "waiting",
        ("park", "park"): "graded",
    }
    assert [one.entry for one in book.standings(TOY) if one.latest] == ["park"]


def test_an_entry_that_was_mended_has_one_status(book):
    """A RAR archive of this name that is replaced by a zip is superseded by it and no longer unusable."""
    run(book, others=[OtherEntry("kim", "unusable", Text("A RAR archive."), (Person("kim"),))])
    assert statuses(book) == {("kim", "kim"): "unusable"}
    run(book, (ref("kim"), "1"))
    assert statuses(book) == {("kim", "kim"): "graded"}


def test_what_still_cannot_be_used_is_the_same_entry(book):
    """A RAR archive that a command names again has one row, of the last command, and keeps the time that was known."""
    for time in (MARCH[1], MARCH[2], None):
        rar = OtherEntry("kim.rar", "unusable", Text("A RAR archive."), (Person("kim"),), time)
        refused = SubmissionRef(rar.entry, rar.entry, rar.people, (), time)
        expected = [("unusable", True, time or MARCH[2])]
        book.register(TOY, [], [rar])
        assert [(one.status, one.latest, one.handed_in) for one in book.standings(TOY)] == expected
        book.add(refused, result(refused, "0", score=0.0), unusable=True)
        assert [(one.status, one.latest, one.handed_in) for one in book.standings(TOY)] == expected


def test_times_that_a_person_gave_stay(book):
    """A time from --times overrules the platform's, that of the platform a roster's, and no time erases one."""
    for source, day, expected in [
        ("roster", 1, 1),
        (None, None, 1),
        ("platform", 2, 2),
        ("roster", 3, 2),
        ("times", 4, 4),
        ("platform", 5, 4),
        (None, None, 4),
    ]:
        one = ref("kim", handed_in=MARCH[day] if day is not None else None)
        book.register(TOY, [one], (), {"kim": source} if source else {})
        assert book.standings(TOY)[0].handed_in == MARCH[expected], (source, "before grading")
        book.add(one, result(one))
        assert book.standings(TOY)[0].handed_in == MARCH[expected], source


def test_decisions_follow_a_student_to_the_key_of_the_roster(book):
    """If a roster gives a student another key, adjustments and extensions stay theirs."""
    run(book, (ref("kim"), "1"))
    book.adjust(TOY, "kim", Adjustment("q", 0.5, "appeal"))
    book.extend(TOY, "kim", MARCH[5], "ill")
    run(book, (ref("kim", "4711"), "1"))
    assert book.adjustments(TOY, "4711") == {"q": Adjustment("q", 0.5, "appeal")}
    assert book.due(TOY, "4711", None) == MARCH[5]
    assert list(book.people(TOY)) == ["4711"]


def test_a_decision_about_a_name_finds_its_student_later(book):
    """An extension given by e-mail before anything was handed in counts once the student is known."""
    book.extend(TOY, "Kim@Uni.example", MARCH[5], "ill")
    book.extend(TOY, "nobody", MARCH[5], "typing error")
    run(book, (replace(ref("kim"), people=(Person("kim", email="kim@uni.example"),)), "1"))
    assert book.adopt_spellings(TOY) == ["nobody"]
    assert book.due(TOY, "kim", None) == MARCH[5]


def test_a_student_is_found_by_any_spelling(book):
    """Key, id, name, e-mail, student number, login and folder name a student; what names two lists both."""
    kim = Person("4711", id="9", name="Kim, Mina", email="mk@uni.example", sid="2027-1", login="mkim")
    run(book, (replace(ref("kim mina_9"), people=(kim,)), "1"), (ref("team", "4711", "lee"), "2"))
    for spelling in ("4711", "9", "Kim, Mina", "mina kim", "MK@uni.example", "2027-1", "mkim", "kim mina_9"):
        assert book.student(TOY, spelling) == "4711", spelling
    with pytest.raises(UsageError, match="'team' names 2 students: 4711, lee; write one of these keys"):
        book.student(TOY, "team")
    with pytest.raises(UsageError, match=r"there is no student 'mark'; students: Kim, Mina \(4711\), lee"):
        book.student(TOY, "mark")


def test_who_is_in_the_roster_and_handed_in_nothing_is_missing(book):
    """Missing students come from the roster that was given last; an ignored entry does not count as a hand-in."""
    people = "".join(f"{name},{name.title()},{name}@uni.example\n" for name in ("kim", "lee", "park"))
    book.remember_roster(TOY, parse_roster(f"student,name,email\n{people}".encode(), "class.csv"))
    run(book, (ref("kim"), "1"), others=[OtherEntry("lee.html", "ignored", Text("A text."), (Person("lee"),))])
    assert [person.key for person in book.missing(TOY)] == ["lee", "park"]
    assert book.missing("another") == []
    assert book.roster(TOY).sheet.name == "class.csv"


def test_the_map_and_options_are_remembered_by_assignment(book):
    """The last value counts, and only for its assignment."""
    book.remember_map(TOY, {"a": ["kim"], "b": ["lee"]})
    book.remember_map(TOY, {"a": ["park", "yun"]})
    book.remember(TOY, "late_counts_as", "24.0")
    assert (book.map(TOY), book.late_counts_as(TOY)) == ({"a": ("park", "yun"), "b": ("lee",)}, 24.0)
    assert (book.map("another"), book.late_counts_as("another")) == ({}, None)


def test_no_query_reads_a_whole_table_for_one_student(book):
    """Whatever is asked for each submission or student uses an index."""
    asked: list[str] = []
    book._db._db.set_trace_callback(asked.append)
    for one in (ref("kim", "kim2"), ref("kim"), ref("lee")):
        run(book, (one, "1"))
    book.adjustments(TOY, "kim"), book.due(TOY, "kim", None)
    book._db._db.set_trace_callback(None)
    plans = {
        (statement, step[3])
        for statement in set(asked)
        if statement.split()[0] in ("SELECT", "UPDATE", "DELETE") and "max(" not in statement
        for step in book._db.execute(f"EXPLAIN QUERY PLAN {statement}")
    }
    assert len(plans) > 10
    whole = [plan for plan in plans if plan[1].startswith("SCAN ") or plan[1].endswith("(assignment=?)")]
    assert [plan for plan in whole if plan[1] != "SCAN CONSTANT ROW"] == []
