"""Test whose hand-in is whose, with a roster and a map."""

import unicodedata
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.model.people import Person
from autograder.model.text import Text
from autograder.submissions.match import find_person, match
from autograder.submissions.refs import Collected, OtherEntry, SubmissionPart, SubmissionRef
from autograder.submissions.roster import parse_roster
from tests.rosters.files import BRIGHTSPACE, CANVAS, MOODLE


def ref(platform: str, *people: Person, entry: str = "") -> SubmissionRef:
    """Return a submission of these students."""
    name = entry or people[0].key
    return SubmissionRef(name, name, people, (SubmissionPart("", Path(name)),), platform=platform)


def folder(name: str) -> SubmissionRef:
    """Return a submission that is named by its folder."""
    return ref("folder", Person(name))


def matched(roster: str, *refs: SubmissionRef, by_hand=None):
    """Match hand-ins with a roster."""
    return match(Collected(refs), parse_roster(roster.encode(), "class.csv"), by_hand)


def keys(found) -> list[str]:
    """Return the keys of all students, a submission after the other."""
    return [person.key for one in found.collected.submissions for person in one.people]


def students(*rows: str) -> str:
    """Return a plain roster."""
    return "student,name,email\n" + "\n".join(rows) + "\n"


def test_the_platforms_id_decides():
    """A Canvas id finds its student whatever the name is; one that is not in the roster finds nobody by name."""
    found = matched(
        CANVAS,
        ref("canvas", Person("4712", id="4712", name="kimmina")),
        ref("canvas", Person("99", id="99", name="kimmina")),
    )
    assert keys(found) == ["4712", "99"]
    assert [one.person.key for one in found.unmatched] == ["99"]
    assert [one.key for one in found.missing] == ["4711", "4713"]


def test_a_matched_student_has_the_rosters_data():
    """Name, student number and login come from the roster."""
    (one,) = matched(CANVAS, folder("mina")).collected.submissions
    assert one.people == (Person("4711", id="4711", name="Kim, Mina", sid="20270001", login="mina"),)


def test_names_match_in_every_spelling():
    """Order of words, case, punctuation, accents and Unicode forms make no difference."""
    spellings = {
        "Kim, Mina": ["kimmina", "Mina Kim", "kim_mina", "KIM-Mina", "minakim"],
        "de Vries, Anna": ["devriesanna", "Anna de Vries", "de_vries_anna", "annadevries"],
        "García López, José": [
            "garcialopezjose",
            "José García López",
            unicodedata.normalize("NFD", "José García López"),
        ],
        "박지원": ["박지원", unicodedata.normalize("NFD", "박지원"), "박 지원"],
    }
    for name, forms in spellings.items():
        for form in forms:
            assert keys(matched(students(f'id1,"{name}",', "id2,Someone Else,"), folder(form))) == ["id1"], form


def test_a_name_that_two_students_have_matches_neither():
    """Both candidates are listed with the way out, and the hand-in stays its own."""
    found = matched(students("s1,Kim Mina,", 's2,"Kim, Mina",'), folder("mina kim"))
    assert keys(found) == ["mina kim"]
    (one,) = found.unmatched
    assert [person.key for person in one.candidates] == ["s1", "s2"]
    assert "--map" in str(one.reason)
    assert len(found.missing) == 2


def test_accents_tell_two_students_apart():
    """The accented name is one student; the plain one could be both."""
    roster = students("s1,René Kim,", "s2,Rene Kim,")
    assert keys(matched(roster, folder("René Kim"))) == ["s1"]
    assert keys(matched(roster, folder("renekim"))) == ["renekim"]


def test_two_hand_ins_that_claim_one_name_match_neither():
    """Two students of one name hand in, one of them is in the roster: nobody guesses which."""
    refs = [ref("canvas", Person(id, id=id, name="kimmina")) for id in ("11", "12")]
    found = matched(students("s1,Kim Mina,"), *refs)
    assert keys(found) == ["11", "12"]
    assert len(found.unmatched) == 2


def test_an_id_outweighs_a_name():
    """The student whose id is in the roster has it; a second hand-in under the same name is listed."""
    found = matched(CANVAS, ref("canvas", Person("4711", id="4711", name="kimmina")), folder("Kim Mina"))
    assert keys(found) == ["4711", "Kim Mina"]
    assert len(found.unmatched) == 1


def test_the_same_student_may_hand_in_twice():
    """Several submissions under one key are one student."""
    twice = ref("canvas", Person("4711", id="4711", name="kimmina"))
    assert keys(matched(students("s1,Kim Mina,"), twice, twice)) == ["s1", "s1"]


def test_equal_numbers_of_two_systems_need_a_name_that_agrees():
    """A Canvas id that equals somebody's student number does not make its owner that student."""
    roster = students("4711,Park Jiwon,", "4712,Kim Mina,")
    found = matched(
        roster,
        ref("canvas", Person("4711", id="4711", name="leesol")),
        ref("canvas", Person("4712", id="4712", name="kimmina")),
    )
    assert keys(found) == ["4711 (canvas)", "4712"]
    assert [one.person.name for one in found.unmatched] == ["leesol"]
    assert [one.key for one in found.missing] == ["4711"]


def test_the_account_of_a_clone_is_no_name():
    """Anybody can call an account like a classmate, so only a login in the roster counts."""
    clone = ref("clone", Person("minakim"))
    assert [one.person.key for one in matched(students("s1,Kim Mina,"), clone).unmatched] == ["minakim"]
    roster = "student,name,login\ns1,Kim Mina,minakim\n"
    assert keys(matched(roster, clone)) == ["s1"]


def test_brightspace_matches_by_name_and_gradescope_by_address():
    """Where the platform's id is in no roster, name, address or number decide."""
    pair = Person("12345-67890 Kim Mina", id="12345-67890", name="Mina Kim")
    assert keys(matched(BRIGHTSPACE, ref("brightspace", pair))) == ["mina"]
    assert keys(matched(MOODLE, ref("gradescope", Person("x", email="ANNA@uni.example")))) == ["123457"]


def test_a_group_of_the_roster_gives_every_member_the_hand_in():
    """The group's name in the hand-in finds all members."""
    roster = "student,name,group\ns1,Kim Mina,Team 1\ns2,Park Jiwon,Team 1\ns3,Lee Sol,Team 2\n"
    for person in (Person("77", id="77", name="x", group="Team_1"), Person("77", id="77", name="team_1")):
        found = matched(roster, ref("canvas", person))
        assert keys(found) == ["s1", "s2"]
        assert [one.key for one in found.missing] == ["s3"]
        assert not found.unmatched


def test_a_group_that_is_called_like_a_student_is_no_group():
    """The student's own hand-in stays the student's."""
    roster = "student,name,group\ns1,Kim Mina,Kim Mina\ns2,Park Jiwon,Kim Mina\n"
    assert keys(matched(roster, ref("canvas", Person("77", id="77", name="kimmina")))) == ["s1"]


def test_the_map_decides_before_everything_else():
    """A mapped entry is its student's, several rows make a group, and it claims nobody's name."""
    found = matched(
        students("s1,Kim Mina,", "s2,Park Jiwon,", "s3,Lee Sol,"),
        folder("Kim Mina"),
        ref("folder", Person("mina kim"), entry="x/unknown.zip"),
        by_hand={"x/unknown.zip": ("Lee Sol", "s2"), "y/gone.zip": ("s1",)},
    )
    assert keys(found) == ["s1", "s3", "s2"]
    assert not found.unmatched
    assert found.unused == ("y/gone.zip",)


def test_a_map_may_be_used_without_a_roster():
    """Then it says the keys."""
    found = match(Collected((folder("x"),)), None, {"x": ("mina",)})
    assert keys(found) == ["mina"]
    assert not found.missing


def test_a_map_to_a_stranger_is_refused():
    """The message names the students."""
    with pytest.raises(UsageError, match=r"no student 'Kim Mona'.*Kim Mina \(s1\)"):
        matched(students("s1,Kim Mina,"), folder("x"), by_hand={"x": ("Kim Mona",)})


def test_whose_entry_cannot_be_used_is_not_missing():
    """An unusable entry is somebody's; its student has handed in."""
    other = OtherEntry("x.rar", "unusable", Text("RAR", "RAR"), (Person("4711", id="4711"),))
    found = match(Collected((), (other,)), parse_roster(CANVAS.encode(), "c"), None)
    assert [one.key for one in found.missing] == ["4712", "4713"]


def test_a_student_is_found_by_every_spelling_that_is_unambiguous():
    """Key, id, address, number, login and name find a student; two who fit are listed."""
    people = [
        Person("4711", name="Kim, Mina", email="mina@uni.example", sid="20270001", login="mk"),
        Person("4712", name="Kim, Minsu", sid="4711x"),
        Person("4713", name="Minsu Kim"),
    ]
    for text in ("4711", "mina kim", "MINA@uni.example", "20270001", "mk", "kimmina"):
        assert find_person(people, text).key == "4711"
    with pytest.raises(UsageError, match=r"fits 2 students: Kim, Minsu \(4712\), Minsu Kim \(4713\)"):
        find_person(people, "kim minsu")
    with pytest.raises(UsageError, match=r"no student 'min'; students: Kim, Mina \(4711\)"):
        find_person(people, "min")
