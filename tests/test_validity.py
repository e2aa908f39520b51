"""What a proof depends on, what a test run proves again, and the page of the proofs."""

import msgspec
import pytest

from autograder.authoring.course import Course
from autograder.model.proof import Part, Proof
from autograder.validation.mutation.mutants import load_equivalents
from autograder.validation.plan import PARTS, plans
from autograder.validation.prove import book_of_mutants
from autograder.validation.reference_edits import place_of
from autograder.validation.state import (
    DECIDING,
    NOT_DECIDING,
    ProofState,
    digest_of_proving_engine,
    digest_of_sources,
)
from tests.samples import ROOT
from tests.toy_course import put
from tools.proofs import CHEAP, AssignmentProofs, Proofs, Proved, choose, read_proofs, write_proofs
from tools.validity import PAGE, page, recorded

pytest_plugins = ["pytester"]

CODE = '''"""Title."""

LIMIT = 3
"""Most of them."""


def f(x):
    """Double x."""
    # BEGIN SOLUTION
    # twice
    y = 2 * x  # in one line
    return y
    # END SOLUTION
'''
TESTS = '''"""Tests."""

import pytest
from autograder.testing import Text, assert_close

SLIP = Text("Is it halved?", "절반인가요?")


@pytest.mark.question("f", weight=2, ko="두 배")
def test_f(submission):
    """It doubles."""
    assert_close(submission.m.f.call(2), 4, "twice", SLIP)
'''
SOURCES = {
    "m.py": CODE,
    "tests/hidden/test_m_hidden.py": TESTS,
    "alternatives/other/m.py": "def f(x):\n    return x + x\n",
    "given/numbers.csv": "1,2\n",
    "assignment.toml": (
        'id = "a"\ntitle = "A"\nlanguages = ["en"]\n'
        '[[question]]\nid = "f"\npoints = 3\nhints = ["One."]\nvariant = "doubles"\n'
    ),
    "misconceptions.toml": '[[misconception]]\nid = "half"\nhint.en = "Is it halved?"\ncost = 0.5\n',
    "equivalents.toml": '[[equivalent]]\nquestion = "f"\nbefore = "x"\nbecause = "It is the same."\n',
    "ko.toml": 'title = "가"\n',
    "handout.md": "# A\n",
    "lab.py": "# %%\nprint(1)\n",
}

TEXTS = [
    ("m.py", "Double x.", "Return twice x."),
    ("m.py", "# twice", "# two times"),
    ("m.py", "  # in one line", ""),
    ("m.py", '"""Most of them."""', '"""An upper bound."""'),
    ("m.py", "2 * x", "2*x"),
    ("m.py", '    """Double x."""\n', ""),
    ("tests/hidden/test_m_hidden.py", "It doubles.", "The result is twice the input."),
    ("tests/hidden/test_m_hidden.py", "두 배", "입력의 두 배와 같다"),
    ("tests/hidden/test_m_hidden.py", ', ko="두 배"', ""),
    (
        "tests/hidden/test_m_hidden.py",
        '"Is it halved?", "절반인가요?"',
        '\n    "Is it half of it?",\n    "반인가요?",\n',
    ),
    ("assignment.toml", '"A"', '"B"'),
    ("assignment.toml", '["One."]', '["One.", "Two."]'),
    ("assignment.toml", '"doubles"', '"twice"'),
    ("misconceptions.toml", "halved", "divided by two"),
    ("equivalents.toml", "It is the same.", "They are equal."),
    ("ko.toml", "가", "나"),
    ("handout.md", "# A", "# B"),
    ("lab.py", "print(1)", "print(2)"),
]
CHANGES = [
    ("m.py", "2 * x", "x * 2"),
    ("m.py", "LIMIT = 3", "LIMIT = 4"),
    ("m.py", "    # BEGIN SOLUTION\n    # twice\n    y = 2 * x", "    # twice\n    y = 2 * x\n    # BEGIN SOLUTION"),
    ("tests/hidden/test_m_hidden.py", "weight=2", "weight=3"),
    ("tests/hidden/test_m_hidden.py", '"f", weight', '"g", weight'),
    ("tests/hidden/test_m_hidden.py", 'Text("Is it halved?", "절반인가요?")', "Text(input())"),
    ("tests/hidden/test_m_hidden.py", "4, ", "5, "),
    ("alternatives/other/m.py", "x + x", "2 * x"),
    ("given/numbers.csv", "1,2", "1,3"),
    ("assignment.toml", "points = 3", "points = 4"),
    ("misconceptions.toml", '"half"', '"third"'),
    ("misconceptions.toml", "0.5", "0.4"),
    ("equivalents.toml", 'before = "x"', 'before = "y"'),
]


def write(folder, sources):
    """Write the files of an assignment; return the digest of its sources."""
    for name, text in sources.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return digest_of_sources(folder)


def edited(file, old, new):
    """Return the sources with one edit, which must apply."""
    assert SOURCES[file].count(old) == 1, (file, old)
    return {**SOURCES, file: SOURCES[file].replace(old, new)}


def test_a_text_for_people_does_not_make_the_proof_stale(tmp_path):
    """Docstrings, comments, titles, hints, reasons, slips, translations, pages and layout leave the digest as it is."""
    before = write(tmp_path, SOURCES)
    assert [edit for edit in TEXTS if write(tmp_path, edited(*edit)) != before] == []


def test_code_and_tables_make_the_proof_stale(tmp_path):
    """Every other change gives another digest: statements, markers, weights, points, edits, data, unknown files."""
    before = write(tmp_path, SOURCES)
    assert [edit for edit in CHANGES if write(tmp_path, edited(*edit)) == before] == []
    assert write(tmp_path, {**SOURCES, "given/more.csv": "1\n"}) != before
    assert write(tmp_path, {**SOURCES, "collab.py": "x = 1\n"}) != before


def test_weights_and_misconceptions_do_not_make_the_proof_against_mutants_stale(tmp_path):
    """They do not decide whether a mutant fails a test; the code of tests and of the reference does."""
    write(tmp_path, SOURCES)
    before = digest_of_sources(tmp_path, for_mutants=True)
    same = [
        ("tests/hidden/test_m_hidden.py", "weight=2", 'weight=3, gate="form", after=("g",)'),
        ("misconceptions.toml", "0.5", "0.4"),
        ("alternatives/other/m.py", "x + x", "2 * x"),
    ]

    def changes(edit):
        write(tmp_path, edited(*edit))
        return digest_of_sources(tmp_path, for_mutants=True) != before

    assert [edit for edit in same if changes(edit)] == []
    assert [edit for edit in CHANGES if edit[1] in ("4, ", "2 * x", '"f", weight') and not changes(edit)] == []


def test_a_bare_text_outside_of_tests_is_code(tmp_path):
    """A class `Text` of another module than `autograder.testing` is code like any other."""
    own = TESTS.replace("from autograder.testing import Text, assert_close", "from shapes import Text, assert_close")
    before = write(tmp_path, {**SOURCES, "tests/hidden/test_m_hidden.py": own})
    assert write(tmp_path, {**SOURCES, "tests/hidden/test_m_hidden.py": own.replace("halved", "half")}) != before


def test_caches_do_not_count(tmp_path):
    """What Python, pytest and editors leave in the folder is not part of the sources."""
    before = write(tmp_path, SOURCES)
    names = ("__pycache__/m.cpython-311.pyc", ".pytest_cache/x", "tests/hidden/__pycache__/y.pyc", ".DS_Store")
    assert write(tmp_path, dict.fromkeys(names, "z")) == before


def test_a_file_that_is_broken_has_a_digest_too(tmp_path):
    """Broken Python and broken TOML count as they stand; the proof itself reports them."""
    broken = {**SOURCES, "m.py": "def f(:\n", "assignment.toml": "id = \n"}
    assert write(tmp_path, broken) != write(tmp_path, {**broken, "m.py": "def g(:\n"})


def test_only_rooms_that_decide_a_verdict_are_part_of_the_engine(tmp_path):
    """A statement in a deciding room changes the digest; a docstring there, or a command or a page, does not."""
    files = {"grading/scoring.py": "A = 1\n", "cli/grade.py": "B = 1\n", "data/digits.npz": "1", "errors.py": "C = 1\n"}
    digests = []
    for number, edit in enumerate(
        [
            {},
            {"cli/grade.py": "B = 2\n"},
            {"grading/scoring.py": '"""Docs."""\nA = 1  # one\n'},
            {"grading/scoring.py": "A = 2\n"},
            {"data/digits.npz": "2"},
            {"errors.py": "C = 2\n"},
            {"runtime/host.py": ""},
        ]
    ):
        root = tmp_path / str(number)
        for name, text in {**files, **edit}.items():
            put(root / name, text)
        digests.append(digest_of_proving_engine(root))
    assert digests[0] == digests[1] == digests[2]
    assert len(set(digests[2:])) == 5


def test_every_room_is_known_to_decide_or_not():
    """A new room of the engine must be added to one of the two sets."""
    rooms = {path.name.removesuffix(".py") for path in (ROOT / "autograder").iterdir()} - {"__init__", "__pycache__"}
    assert DECIDING.isdisjoint(NOT_DECIDING)
    assert rooms - {"py.typed"} == DECIDING | NOT_DECIDING


STATE = ProofState("s", "e", "3.11", "2.4", "1.17", tests="s")
MUTANTS = {"mutants": 20.0, "killed": 19.0, "equivalent": 1.0, "calls": 1000.0}
COUNTS = {"misconceptions": 4.0, "named": 3.0, "alternatives": 2.0}


def known(cpu=1.0, mutants=STATE, complete=STATE):
    """Return the proofs of an assignment."""
    return AssignmentProofs(
        Proved("2026-11-30", PARTS, 0, {**COUNTS, "cpu": cpu}, complete),
        Proved("2026-11-29", ("mutants",), 0, MUTANTS, mutants) if mutants else None,
    )


def replaced(**changes):
    """Return STATE with changes; other sources have other tests."""
    tests = {"tests": changes["sources"]} if "sources" in changes else {}
    return msgspec.structs.replace(STATE, **{**tests, **changes})


WITH_PASTED = tuple(part for part in PARTS if part in (*CHEAP, "pasted"))
SOURCES_CHANGED = "complete proof of 2026-11-30 is stale (sources changed); every part is proved now"
WEIGHTS_CHANGED = replaced(sources="t", tests="s")
CHOICES = {
    "weights of one changed: it is proved, and its mutants are not stale": (
        {"a": WEIGHTS_CHANGED},
        {"a": known()},
        {"a": PARTS},
        {"a": [SOURCES_CHANGED]},
    ),
    "everything is current": ({"a": STATE, "b": STATE}, {"a": known(), "b": known()}, {"a": CHEAP, "b": CHEAP}, {}),
    "sources of one changed: it is proved, and what students get is tried on the others": (
        {"a": replaced(sources="t"), "b": STATE},
        {"a": known(), "b": known()},
        {"a": PARTS, "b": WITH_PASTED},
        {"a": [SOURCES_CHANGED, "mutation proof of 2026-11-29 is stale (sources changed); not proved now"]},
    ),
    "never proved": (
        {"a": STATE},
        {},
        {"a": PARTS},
        {"a": ["never proved completely; every part is proved now", "mutants never tested; not proved now"]},
    ),
    "another engine and NumPy: the one that costs least is proved": (
        dict.fromkeys("abc", replaced(engine="f", numpy="2.5")),
        {"a": known(9.0, mutants=None), "b": known(5.0, mutants=None), "c": known(7.0, mutants=None)},
        {"a": CHEAP, "b": PARTS, "c": CHEAP},
        {
            "a": [
                "complete proof of 2026-11-30 is stale (the engine, NumPy changed); the cheap parts are proved now",
                "mutants never tested; not proved now",
            ],
            "b": [
                "complete proof of 2026-11-30 is stale (the engine, NumPy changed); every part is proved now",
                "mutants never tested; not proved now",
            ],
        },
    ),
    "the same cost: the first by name": (
        {"b": replaced(scipy="2"), "a": replaced(scipy="2")},
        {"a": known(), "b": known()},
        {"a": PARTS, "b": CHEAP},
        {},
    ),
    "only one is about another Python: that one, whatever it costs": (
        {"a": STATE, "b": STATE},
        {"a": known(1.0), "b": known(9.0, complete=replaced(python="3.12"))},
        {"a": CHEAP, "b": PARTS},
        {"b": ["complete proof of 2026-11-30 is stale (Python changed); every part is proved now"]},
    ),
    "another engine, and sources of one: that one covers the engine": (
        {"a": replaced(engine="f", sources="t"), "b": replaced(engine="f")},
        {"a": known(9.0), "b": known(1.0)},
        {"a": PARTS, "b": WITH_PASTED},
        {},
    ),
    "only the mutants are stale": (
        {"a": STATE},
        {"a": known(mutants=replaced(sources="r"))},
        {"a": CHEAP},
        {"a": ["mutation proof of 2026-11-29 is stale (sources changed); not proved now"]},
    ),
}


@pytest.mark.parametrize("case", CHOICES)
def test_the_digests_decide_what_is_proved_again(case):
    """What changed is proved completely, one assignment for another engine; of the rest the cheap parts."""
    now, proofs, parts, remarks = CHOICES[case]
    found = choose(now, proofs)
    assert {id: todo.parts for id, todo in found.items()} == parts
    assert {id: list(found[id].remarks) for id in remarks} == remarks


def test_the_seed_decides_inputs_and_sample(course):
    """The same seed gives the same secret and the same mutants; another seed gives others."""

    def drawn(**seed):
        (plan,) = plans(course, ["a1_toy"], ["metadata"], mutants=20.0, **seed)
        return plan.secret, [one.name for one in plan.mutants]

    assert drawn() == drawn(seed=0)
    assert drawn()[0] != drawn(seed=1)[0]
    assert drawn()[1] != drawn(seed=1)[1]


def test_graded_mutants_are_kept_for_the_same_sources_engine_and_seed(course):
    """Another title uses the same gradebook; another seed has its own; other code removes those of the old state."""

    def book(seed=0):
        (plan,) = plans(course, ["a1_toy"], ["metadata"], seed=seed)
        return book_of_mutants(plan)

    def edit(file, old, new):
        path = course.source("a1_toy").folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    first, second = book(), book(1)
    other = first.with_name("a1_toys-0-0.sqlite")
    for path in (first, second, other):
        put(path, "")
    edit("assignment.toml", "Twice | as much", "Double")
    assert (book(), book(1)) == (first, second)
    assert first.exists()
    edit("toys.py", "x + x", "2 * x")
    assert book() not in (first, second)
    assert [path.exists() for path in (first, second, other)] == [False, False, True]


def test_what_is_stale_stands_at_the_end_of_a_run(pytester):
    """Remarks of tests are printed once each, whether the test passes or fails."""
    pytester.makeconftest("from tests.conftest import pytest_remarks")
    pytester.makepyfile(
        """
        def test_passes(record_property):
            record_property("remark", "a1: stale")

        def test_fails(record_property):
            record_property("remark", "a2: stale")
            record_property("remark", "a1: stale")
            record_property("other", "no remark")
            assert False
        """
    )
    lines = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider").outlines
    title = next(number for number, line in enumerate(lines) if " remarks " in line)
    assert lines[title + 1 : title + 3] == ["a1: stale", "a2: stale"]
    assert "no remark" not in "".join(lines[title:])


def proof(mutants):
    """Return a proof that holds."""
    parts = [Part(name, "", figures=COUNTS) for name in PARTS]
    return Proof("a", (*parts, Part("mutants", "", figures=MUTANTS)) if mutants else tuple(parts), 1.0, seed=7)


def test_a_proof_that_holds_is_recorded_with_its_state_and_seed():
    """Every mutant, a sample and no mutant are three records; a sample never replaces the proof against all."""
    other = replaced(sources="t")
    every = recorded(known(), proof(mutants=True), other, 100.0, 12.34)
    assert (every.complete.state, every.complete.seed, every.complete.figures) == (other, 7, {**COUNTS, "cpu": 12.3})
    assert (every.complete.parts, every.mutants.state, every.mutants.figures) == (PARTS, other, MUTANTS)
    some = recorded(known(), proof(mutants=True), other, 5.0, 1.0)
    assert (some.mutants, some.sample.figures["percent"], some.sample.seed) == (known().mutants, 5.0, 7)
    none = recorded(some, proof(mutants=False), STATE, 0.0, 1.0)
    assert (none.complete.state, none.mutants, none.sample) == (STATE, some.mutants, some.sample)
    assert recorded(some, proof(mutants=True), STATE, 100.0, 1.0).sample is None


def test_what_is_written_is_read_again(tmp_path):
    """The file of the proofs keeps everything, in the order of the assignments; no file is no proofs."""
    proofs = Proofs(assignments={"b": known(mutants=None), "a": known()})
    write_proofs(proofs, tmp_path / "validity.json")
    found = read_proofs(tmp_path / "validity.json")
    assert (found, list(found.assignments)) == (proofs, ["a", "b"])
    assert read_proofs(tmp_path / "missing.json") == Proofs()


def test_the_page_says_what_the_file_says():
    """docs/validity.md is what the tool makes of docs/validity.json, and that file is about this course."""
    proofs = read_proofs()
    assert PAGE.read_text(encoding="utf-8") == page(proofs)
    assert set(proofs.assignments) == {path.parent.name for path in ROOT.glob("solutions/*/assignment.toml")}


def test_each_entry_of_equivalents_has_its_lines_in_the_reference():
    """The digest ignores comments and layout; an entry names its mutant by lines that may have both."""
    for source in Course(ROOT).sources():
        for entry in load_equivalents(source):
            function = place_of(source, source.assignment.named(entry.question)).text()
            lines, wanted = ([line.strip() for line in text.strip().splitlines()] for text in (function, entry.before))
            starts = range(len(lines) - len(wanted) + 1)
            assert any(lines[start : start + len(wanted)] == wanted for start in starts), (source.id, entry.before)


def test_each_mutant_is_noticed_or_known_to_be_right():
    """Each mutant of a recorded proof is noticed, or is listed as right; the page has a row and a sample for each."""
    for id, one in read_proofs().assignments.items():
        counts = one.mutants.figures
        assert counts["mutants"] == counts["killed"] + counts["equivalent"], id
    some = msgspec.structs.replace(
        known(), sample=Proved("2026-12-01", ("mutants",), 7, {**MUTANTS, "percent": 5}, STATE)
    )
    text = page(Proofs(assignments={"a": some}))
    assert "| a | 20 | 19 | 1 | 1000 | 4 | 3 | 2 | 2026-11-29 | 2026-11-30 | `s` |\n" in text
    assert "20 mutants of `a` (5 %) were tested again on 2026-12-01, with the seed 7." in text
