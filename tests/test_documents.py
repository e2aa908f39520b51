"""The pages in docs/: links work, commands work as written, and generated pages are current."""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.documents import commands, make_checkout, misread, section, type_in
from tests.needs import needs
from tests.samples import ROOT
from tools.reference import PAGES, page

DOCS = ROOT / "docs"
AT_THE_TOP = ("README", "CONTRIBUTING", "CHANGELOG", "SECURITY")
DOCUMENTS = [*(ROOT / f"{name}.md" for name in AT_THE_TOP), *sorted(DOCS.glob("*.md"))]

UNTOUCHED = {"autograder check", "autograder check dataset_bytes"}
"""Commands that exit with 1 while no answer is written, as it is at that point of the page."""

ENTER = ". .venv/bin/activate"

TYPED = {
    "ci.md": ("Is this machine fit", "Grade", "Keep the course itself honest"),
    "authors.md": ("Change something, and see that it holds",),
    "instructors.md": ("Set up", "Hand out", "Grade", "Decide"),
    "contributors.md": (),
}
"""Pages for readers with a checkout, and the headings whose commands they type in order; none means all."""


ELSEWHERE = {"github.md", "gradescope.md", "platforms.md"}
"""Pages whose commands need an account on a service, or a download from it; other tests run what can be run:
those of the bundles, and `tests/rosters/test_platform_page.py`."""


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _prose(text: str) -> str:
    """Return a page without its code, whose brackets and lines with # are no Markdown."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))


def _anchors(text: str) -> set[str]:
    """Return the anchors that GitHub makes from headings: lower case, hyphens for blanks, no punctuation."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.*?) *$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
        kept = (sign for sign in words if sign in "-_ " or unicodedata.category(sign)[0] in "LNM")
        slug = plain = "".join(kept).replace(" ", "-")
        number = 0
        while slug in found:
            number += 1
            slug = f"{plain}-{number}"
        found.add(slug)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    """Every relative link finds its file, and every anchor its heading."""
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", _prose(_read(document))):
        place, _, anchor = link.partition("#")
        if "://" in place or place.startswith("mailto:"):
            continue
        target = document.parent / place if place else document
        if not target.exists() or (anchor and unquote(anchor) not in _anchors(_read(target))):
            lost.append(link)
    assert lost == []


def test_the_index_leads_to_every_page():
    """The index links every page in docs/."""
    index = _read(DOCS / "README.md")
    pages = {path.name for path in DOCS.glob("*.md")} - {"README.md"}
    assert [name for name in sorted(pages) if f"({name})" not in index] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_current(name):
    """A generated page equals what `python -m tools.reference` would write."""
    assert _read(DOCS / name) == page(name)


def test_every_command_is_in_the_reference():
    """The reference has a heading for each command that the help lists."""
    listed = subprocess.run(["autograder", "--help"], capture_output=True, text=True, env=_plain()).stdout
    names = re.findall(r"^  ([a-z]+) {2,}\w", listed, re.M)
    assert len(names) > 5
    assert [name for name in names if f"### autograder {name}\n" not in _read(DOCS / "commands.md")] == []


def _plain() -> dict[str, str]:
    """Return environment variables that find this environment's commands and switch colors off."""
    places = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return os.environ | {"PATH": places, "NO_COLOR": "1", "COLUMNS": "120"}


def test_every_key_of_a_record_is_described():
    """Every key of every record has a description."""
    silent = re.findall(r"^\| `(\w+)` \|.*\|  \|$", _read(DOCS / "formats.md"), re.M)
    assert silent == []


def test_both_languages_type_the_same():
    """The Korean page for students has the same commands in the same order as the English one, and as many headings."""
    english, korean = _read(DOCS / "students.md"), _read(DOCS / "students.ko.md")
    assert commands(korean) == commands(english)
    assert korean.count("\n## ") == english.count("\n## ")


def test_every_command_of_the_pages_is_typed():
    """The tests below type every shell block."""
    for path in DOCS.glob("*.md"):
        if path.name not in {*TYPED, *ELSEWHERE} and not path.name.startswith("students"):
            assert commands(_read(path)) == [], f"{path.name}: add it to TYPED"
    for name, headings in TYPED.items():
        text = _read(DOCS / name)
        before, after = BY_OTHERS.get(name, ("", ""))
        private = commands(section(text, before)) if before else []
        wheel = commands(section(text, after)) if after else []
        typed = [line for heading in headings for line in commands(section(text, heading))]
        assert commands(text) == private + (typed if headings else commands(text)) + wheel, name


BY_OTHERS = {"instructors.md": ("A private copy first", "Without this repository")}
"""The first and the last commands of a page, if tests of their own type them."""


def test_the_commands_of_the_pages_exist():
    """Every command, option and number of arguments in the pages is one that the command line takes."""
    texts = [_read(path) for path in (*DOCUMENTS, *ROOT.glob("docs/*.md")) if path.name != "CHANGELOG.md"]
    typed = [line for text in texts for line in commands(re.sub("(?m)^   (?=```|[a-z])", "", text))]
    assert len([line for line in typed if line.startswith("autograder ")]) > 40
    assert misread(typed) == {}


def test_a_command_that_does_not_exist_is_found():
    """A misspelled command or option and a missing argument are found, and shell commands are none of ours."""
    wrong = ["autograder grad a1_knn x", "autograder grade a1_knn x --outt y", "autograder extend a1_knn kim"]
    assert list(misread(["cd a1_knn", *wrong, "autograder grade a1_knn x --out y"])) == wrong


@pytest.mark.prove
@pytest.mark.parametrize("name", TYPED)
def test_the_commands_of_a_page(name, tmp_path):
    """Every command of a page succeeds, typed from top to bottom; `make test` types the README, which has most."""
    needs("linux")
    text = _read(DOCS / name)
    typed = [line for heading in TYPED[name] for line in commands(section(text, heading))] or commands(text)
    for command, code, output in type_in(_own_checkout(tmp_path), typed):
        assert code == 0, f"{command}\n{output}"


def _own_checkout(parent: Path) -> Path:
    """Make a checkout whose generated parts may be written."""
    folder = make_checkout(parent)
    for name in ("assignments", "solutions"):
        (folder / name).unlink()
        shutil.copytree(ROOT / name, folder / name)
    return folder


def test_the_way_to_a_private_copy(tmp_path):
    """The private copy is a clone that knows both repositories and pushes to the private one."""
    needs("git")
    git = ["git", "-c", "user.name=N", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main"]
    for command in (
        [*git, "init", "-q", "upstream"],
        [*git, "-C", "upstream", "commit", "-q", "--allow-empty", "-m", "the course"],
        [*git, "init", "-q", "--bare", "private"],
    ):
        subprocess.run(command, check=True, cwd=tmp_path)
    typed = commands(section(_read(DOCS / "instructors.md"), "A private copy first"))
    places = {"UPSTREAM": str(tmp_path / "upstream"), "PRIVATE": str(tmp_path / "private")}
    for command, code, output in type_in(tmp_path, typed, **places):
        assert code == 0, f"{command}\n{output}"
    told = subprocess.run([*git, "-C", "private", "log", "--all", "--format=%s"], capture_output=True, cwd=tmp_path)
    assert told.stdout.decode().split("\n")[0] == "the course"


@pytest.mark.prove
def test_the_commands_of_a_student(tmp_path):
    """The page's commands alone lead a student from the zip to a submission."""
    needs("network")
    release = [line for line in commands(_read(DOCS / "instructors.md")) if "--target student" in line]
    checkout = make_checkout(tmp_path)
    for command, code, output in type_in(checkout, [ENTER, *release]):
        assert code == 0, f"{command}\n{output}"
    student = tmp_path / "student"
    student.mkdir()
    (checkout / "dist" / "a1_knn-student.zip").rename(student / "a1_knn-student.zip")

    for command, code, output in type_in(student, commands(_read(DOCS / "students.md"))):
        assert code == (1 if command in UNTOUCHED else 0), f"{command}\n{output}"
    assert (student / "a1_knn" / "submission.zip").is_file()


@pytest.mark.prove
def test_the_ten_minutes_of_a_new_assignment(tmp_path):
    """The commands in CONTRIBUTING create, validate, build and release an assignment; only `git diff` exits with 1."""
    needs("linux")
    needs("git")
    told = section(_read(ROOT / "CONTRIBUTING.md"), "A new assignment, in ten minutes")
    typed = commands(re.sub("(?m)^   (?=```|[a-z])", "", told))
    assert len(typed) == 8
    (tmp_path / "home").mkdir()
    for command, code, output in type_in(make_checkout(tmp_path), typed, HOME=str(tmp_path / "home")):
        assert code == (1 if command.startswith("git diff") else 0), f"{command}\n{output}"
    assert (tmp_path / "home/my-course/dist/a6_trees-student.zip").is_file()
