"""Test rosters, times and maps as people and platforms write them."""

import random
from datetime import datetime

import pytest

from autograder.errors import UsageError
from autograder.model.sheet import parse_sheet
from autograder.submissions.roster import parse_roster, read_map, read_roster, read_times
from tests.rosters.files import BLACKBOARD, BRIGHTSPACE, CANVAS, GRADESCOPE, MOODLE, MOODLE_KOREAN, table

PLAIN = table(("student", "name", "email"), ("s1", "Kim, Mina", "mina@uni.example"), ("s2", "박지원", ""))


def people(data: bytes | str) -> list[tuple[str, str]]:
    """Return key and name of each student."""
    roster = parse_roster(data.encode() if isinstance(data, str) else data, "class.csv")
    return [(one.key, one.name) for one in roster.people]


def test_each_platform_is_recognized_and_read():
    """Each form gives its kind, its students' ids and names, and nobody who is no student."""
    expected = {
        "canvas": (CANVAS, [("4711", "Kim, Mina"), ("4712", "de Vries, Anna"), ("4713", "박지원")]),
        "moodle": (MOODLE, [("123456", "Mina Kim"), ("123457", "Anna de Vries"), ("123458", "박지원")]),
        "gradescope": (GRADESCOPE, [("20270001", "Kim, Mina"), ("anna@uni.example", "de Vries, Anna")]),
        "blackboard": (BLACKBOARD, [("mina", "Kim, Mina"), ("anna", "de Vries, Anna")]),
        "brightspace": (BRIGHTSPACE, [("mina", "Kim, Mina"), ("anna", "de Vries, Anna")]),
        "csv": (PLAIN, [("s1", "Kim, Mina"), ("s2", "박지원")]),
    }
    for kind, (text, students) in expected.items():
        assert parse_roster(text.encode(), "class.csv").kind == kind
        assert people(text) == students


def test_a_plain_table_may_have_korean_titles():
    """학번, 이름 and 이메일 are student, name and email."""
    (mina,) = parse_roster("학번,이름,이메일\n20270001,김민아,mina@uni.example\n".encode("cp949"), "c").people
    assert (mina.key, mina.name, mina.email) == ("20270001", "김민아", "mina@uni.example")


def test_ids_beside_the_key_are_kept():
    """Student number, login and e-mail address are read where the form has them."""
    mina = parse_roster(CANVAS.encode(), "c").people[0]
    assert (mina.id, mina.sid, mina.login) == ("4711", "20270001", "mina")
    mina = parse_roster(BRIGHTSPACE.encode(), "b").people[0]
    assert (mina.sid, mina.login, mina.email) == ("20270001", "mina", "mina@uni.example")


def test_canvas_may_split_names_and_leave_sis_columns_out():
    """LastName and FirstName, no SIS columns, semicolons: the same students."""
    text = "LastName;FirstName;ID;SIS Login ID;Section;k-NN, part a (902)\nKim;Mina;4711;mina;Lab 1;\n"
    assert people(text) == [("4711", "Kim, Mina")]


def test_a_worksheet_in_another_language_is_read_by_its_order():
    """Korean titles give the same columns: name, e-mail address, and the time of the submission."""
    roster = parse_roster(MOODLE_KOREAN.encode(), "w")
    assert roster.kind == "moodle"
    assert [(one.key, one.name, one.email) for one in roster.people] == [
        ("123456", "김민아", "mina@uni.example"),
        ("123457", "박지원", "jiwon@uni.example"),
    ]
    assert {key: time.replace(tzinfo=None) for key, time in roster.times.items()} == {
        "123456": datetime(2027, 3, 19, 23, 59)
    }


def test_a_worksheet_without_names_has_its_numbers():
    """Anonymous marking leaves the number of the participant, which the folders have too."""
    text = "Identifier,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade)"
    text += "\nParticipant 7,Submitted for grading,,12.00,Yes,-,-\n"
    assert people(text) == [("7", "")]


def test_times_of_a_worksheet_that_cannot_be_read_are_counted():
    """A time in an unknown language is no time, and a note gives an example and the way out."""
    roster = parse_roster(
        MOODLE.replace("Friday, 19 March 2027, 11:59 PM", "piątek, 19 marca 2027, 23:59").encode(), "w"
    )
    assert set(roster.times) == {"123457"}
    (note,) = roster.notes
    assert "1 times" in str(note)
    assert "marca" in str(note)


def test_times_are_read_as_moodle_writes_them():
    """Each language's form gives the same minute with a zone; a damaged one gives no time."""
    forms = {
        "Friday, 19 March 2027, 11:59 PM": (19, 23, 59),
        "Friday, March 19, 2027, 11:59\u202fPM": (19, 23, 59),
        "Saturday, 20 March 2027, 12:05 AM": (20, 0, 5),
        "Fri, 19 Mar 2027, 23:59": (19, 23, 59),
        "2027년 3월 19일 금요일, 오후 11:59": (19, 23, 59),
        "2027년 03월 19일 금요일, 11:59 오후": (19, 23, 59),
        "2027年 03月 19日(金曜日) 23:59": (19, 23, 59),
        "Samstag, 20. März 2027, 12:30": (20, 12, 30),
        "samedi 20 mars 2027, 12:30": (20, 12, 30),
        "viernes, 19 de marzo de 2027, 23:59": (19, 23, 59),
        "2027-03-19 23:59": (19, 23, 59),
        "Friday": None,
        "40 March 2027, 23:59": None,
        "3/19/2027 23:59": None,
    }
    for text, expected in forms.items():
        times = parse_roster(MOODLE.replace("Friday, 19 March 2027, 11:59 PM", text).encode(), "w").times
        found = times.get("123456")
        assert (found and (found.day, found.hour, found.minute)) == expected, text
        assert not found or found.tzinfo


def test_encodings_that_are_certain_are_read():
    """UTF-8 and UTF-16 with and without mark, and Korean Windows, give the same names."""
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"):
        assert people(PLAIN.encode(codec)) == [("s1", "Kim, Mina"), ("s2", "박지원")], codec


def test_encodings_that_are_not_certain_are_refused():
    """Western, Japanese and Chinese Windows could each be another one, so the file is refused with the cure."""
    for codec, name in [("latin-1", "René"), ("cp1252", "Müller"), ("shift-jis", "山田太郎"), ("gbk", "王小明")]:
        with pytest.raises(UsageError, match=r"encoding is unknown.*CSV UTF-8"):
            people(f"student,name\ns1,{name}\n".encode(codec))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("student,name\ns1,Kim\ns1,Lee\n", "s1 stands in line 2 and in line 3"),
        (CANVAS.replace("4712", "4711"), "4711 stands in line 4 and in line 5"),
        (CANVAS.replace(",4712,", ",4.7E+15,"), "line 5: '4.7E.15' is not valid in the column ID"),
        (CANVAS.replace(",4712,", ",,"), "line 5: '' is not valid in the column ID"),
        (MOODLE.replace("Participant 123457", "Participant"), "line 3: 'Participant' is not valid"),
        ("student,name\n,Kim\n", "line 2: '' is not valid in the column student"),
        ("who,what\nKim,3\n", r"not a known roster \(its columns: who, what\)"),
        ("student,name\n", "no student in it"),
        ("", "the file is empty"),
        ("\ufeff\n\n", "the file is empty"),
        ('"",""\n , ', "the file is empty"),
        ('student,name\ns1,"Kim\ns2,Lee\n', "line 2: a quotation mark is never closed"),
        (b"PK\x03\x04rest", "an Excel workbook"),
    ],
)
def test_a_wrong_roster_is_refused_in_one_line(text, problem):
    """Each mistake is named with its line and what to do."""
    with pytest.raises(UsageError, match=problem) as found:
        people(text)
    assert "\n" not in str(found.value)


def test_two_students_may_have_one_name():
    """Equal names are no mistake; ids tell the students apart."""
    assert people("student,name\ns1,Kim Mina\ns2,Kim Mina\n") == [("s1", "Kim Mina"), ("s2", "Kim Mina")]


def test_cells_are_replaced_and_all_other_bytes_stay():
    """Whatever the encoding, delimiter, quoting and line ends, only the named cells change."""
    draw = random.Random(5)
    for _ in range(200):
        delimiter, end = draw.choice(",;\t"), draw.choice(["\n", "\r\n", "\r"])
        cells = [
            [
                draw.choice(["a", '"b"', '"c""d"', f'"e{delimiter}f"', '"g\nh"', "", " i ", '"j"k', "가", 'l"m'])
                for _ in "xyz"
            ]
            for _ in range(4)
        ]
        cells[0] = ["p", "q", "r"]
        tail = draw.choice(["", end])
        codec = draw.choice(["utf-8", "utf-8-sig", "utf-16"])
        data = (end.join(delimiter.join(row) for row in cells) + tail).encode(codec)
        sheet = parse_sheet(data, "t.csv")
        assert sheet.with_cells({}) == data
        full = [row for row in cells if any(cell.strip('" ') for cell in row)]
        row, column = draw.randrange(len(full)), draw.randrange(3)
        quoted = full[row][column].startswith('"')
        full[row][column] = '"n\n""1"""' if quoted else "n1"
        expected = end.join(delimiter.join(row) for row in cells) + tail
        assert sheet.with_cells({(row, column): 'n\n"1"' if quoted else "n1"}) == expected.encode(codec)


def test_a_roster_is_read_from_its_file(tmp_path):
    """A missing file is one clear line; a file that exists is read, and its bytes are kept."""
    path = tmp_path / "class.csv"
    with pytest.raises(UsageError, match=r"class\.csv: cannot be read"):
        read_roster(path)
    path.write_bytes(PLAIN.encode("utf-16"))
    assert read_roster(path).source == PLAIN.encode("utf-16")


def test_times_and_maps_are_tables_of_two_columns(tmp_path):
    """Times have a zone, several rows of one entry make a group, and empty rows are skipped."""
    path = tmp_path / "x.csv"
    path.write_text("student,time\nmina,2027-03-19T23:59+09:00\nanna,2027-03-19 10:00\njiwon,\n", encoding="utf-8")
    times = read_times(path)
    assert times["mina"] == datetime.fromisoformat("2027-03-19T23:59+09:00")
    assert times["anna"].tzinfo
    assert set(times) == {"mina", "anna"}
    path.write_text("entry;student\nclass/x.zip;mina\nclass/x.zip;anna\n", encoding="utf-8")
    assert read_map(path) == {"class/x.zip": ("mina", "anna")}


@pytest.mark.parametrize(
    ("read", "text", "problem"),
    [
        (read_times, "student,when\nmina,2027\n", "columns student and time are required; found: student, when"),
        (read_times, "student,time\nmina,3/19/2027\n", "line 2: '3/19/2027' is not a time"),
        (read_times, "student,time\nm,2027-03-19T10:00Z\nm,2027-03-19T11:00Z\n", "line 3: student m has another time"),
        (read_map, "student,name\nmina,Kim\n", "columns entry and student are required"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path, read, text, problem):
    """Missing columns, times that are none, and contradictions are named with their line."""
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=problem):
        read(path)
