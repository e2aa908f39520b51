"""submissions.csv, the counts and the table that is printed before grading."""

import csv
import io
from datetime import UTC, datetime

from rich.console import Console

from autograder.i18n import speaking
from autograder.model.text import Text
from autograder.reports.hand_ins import HandIn, count_hand_ins, hand_ins_csv, hand_ins_table

AT = datetime(2027, 3, 1, 23, 59, tzinfo=UTC)
RAR = Text("A RAR archive; ask for a zip.", "RAR 압축 파일입니다.")
CLASS = [
    HandIn("kim.zip", "kim", "Kim", AT, "0", "superseded", Text("superseded by kim2.zip")),
    HandIn("kim2.zip", "kim", "Kim", AT, "12.5", "graded"),
    HandIn("team", "kim", "Kim", AT, "0", "superseded"),
    HandIn("team", "lee", "Lee", AT, "0", "graded"),
    HandIn("park.rar", "park", "", None, "unknown", "unusable", RAR),
    HandIn("yun_1.py", "yun", "", None, "", ""),
    HandIn("yun_2.py", "yun", "", None, "", "", part_of="yun_1.py"),
    HandIn("index.html", status="ignored"),
    HandIn("", "choi", "Choi", status="missing"),
]


def shown(rows):
    """Render the table for a terminal of 80 columns."""
    console = Console(file=io.StringIO(), width=80)
    console.print(hand_ins_table(rows, "results/submissions.csv"))
    return console.file.getvalue()


def test_every_entry_is_in_the_sentence_once():
    """A group's entry counts once, and is superseded only if it counts for none of its members."""
    assert str(count_hand_ins(CLASS)) == (
        "7 entries: 4 submissions of 3 students, 1 of them superseded; further files: 1; 1 cannot be used; "
        "1 ignored; missing: 1"
    )
    assert str(count_hand_ins(CLASS[1:2])) == "1 entry: 1 submission of 1 student"
    with speaking("ko"):
        assert "제출" in str(count_hand_ins(CLASS))


def test_the_file_has_one_row_for_each_entry_and_student():
    """The columns are those that are documented; unknown values are empty, and cells are guarded."""
    rows = [*CLASS, HandIn("=cmd()", "-1")]
    found = list(csv.DictReader(io.StringIO(hand_ins_csv(rows).decode("utf-8-sig"), newline="")))
    assert list(found[0]) == ["entry", "student", "name", "handed_in", "late", "status", "reason"]
    assert list(found[1].values()) == ["kim2.zip", "kim", "Kim", "2027-03-01T23:59:00+00:00", "12.5", "graded", ""]
    assert (found[4]["late"], found[4]["reason"]) == ("unknown", "A RAR archive; ask for a zip.")
    assert (found[-1]["entry"], found[-1]["student"]) == ("'=cmd()", "'-1")
    assert len(found) == len(rows)


def test_a_small_class_is_printed_whole_at_80_columns():
    """Each entry has a line with its status and reason, and no line is longer than the terminal."""
    text = shown(CLASS)
    assert all(len(line) <= 80 for line in text.splitlines())
    assert all(row.entry in text for row in CLASS)
    assert "unusable: A RAR" in text
    assert "waiting" in text
    assert "more, in" not in text


def test_who_is_missing_is_printed_with_the_name():
    """No entry says who it is, and a platform's number alone names nobody."""
    text = shown([HandIn("kim"), HandIn("", "88113", "Choi", status="missing")])
    assert [line.split() for line in text.splitlines() if "missing" in line] == [["–", "88113", "(Choi)", "missing"]]


def test_of_a_large_class_only_what_needs_attention_is_printed():
    """Superseded, unusable and missing ones are printed, up to a limit; the last line counts the rest."""
    plain = [HandIn(f"s{number}", f"s{number}", status="") for number in range(300)]
    text = shown([*plain, *CLASS])
    assert "park.rar" in text
    assert "s17" not in text
    assert text.rstrip().endswith("… and 305 more, in results/submissions.csv")
    many = shown([HandIn(f"s{number}.rar", status="unusable") for number in range(300)])
    assert many.count(".rar") == 40
    assert "… and 260 more" in many


def test_names_cannot_change_the_table():
    """Markup, escape sequences and line breaks in an entry are text on one line."""
    for name in ("[bold]x[/bold]", "\x1b[31mred", "a\nb"):
        text = shown([HandIn(name, status="unusable", reason=Text(name)), HandIn("kim")])
        assert len(text.strip().splitlines()) == 4
        assert "\x1b" not in text
        assert name.startswith("[") == ("[bold]x[/bold]" in text)
