"""Create the autograder zip for Gradescope: the package, one assignment with its hidden tests, and the secret.

The zip is for instructors only. On Gradescope, it exists only in the grading container, where the submission runs in
the sandbox.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.authoring.course import AssignmentSource
from autograder.authoring.wheel import WHEEL, installed, wheel_bytes
from autograder.bundles.pins import pinned_requirements
from autograder.errors import UsageError
from autograder.grading.records import Withheld, withheld_record
from autograder.i18n import Message, _, speaking
from autograder.model.assignment import Assignment
from autograder.model.gradescope import DAILY, SETTINGS_FILE, Settings, smallest_container
from autograder.model.text import Text
from autograder.reports.gradescope import to_gradescope
from autograder.sandbox.limits import needed

__all__ = ["MODES", "GradescopeOptions", "advice", "gradescope_files"]

MODES: Mapping[str, int] = {"setup.sh": 0o755, "run_autograder": 0o755, "secret": 0o600}
"""Permissions of scripts and of the secret."""

MARGIN = 0.9
"""Fraction of Gradescope's timeout that grading may take; the rest is for starting and for writing results."""

LANGUAGES = {"en": "English", "ko": "Korean"}
"""Names of languages; other languages are named by their code."""

_LEFT_OUT = frozenset({"alternatives", "explore", "__pycache__"})

SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image. It installs Python 3.11 or later and the autograder.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
venv=${AUTOGRADER_VENV:-/opt/image-classification-course}
source=$root/source
export DEBIAN_FRONTEND=noninteractive

fits() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if fits "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

if ! python=$(find_python); then
    echo "autograder: this image has no Python 3.11 or later; installing one"
    if ! command -v apt-get >/dev/null; then
        echo "autograder: cannot install Python: this image has no apt-get." >&2
        echo "autograder: choose Ubuntu 22.04 or later as base image on Gradescope, and build again." >&2
        exit 1
    fi
    apt-get update -q
    for version in 3.14 3.13 3.12 3.11; do
        if apt-get install -q -y --no-install-recommends "python$version" "python$version-venv"; then break; fi
    done
    if ! python=$(find_python); then
        echo "autograder: cannot install Python: the packages of this image have no Python 3.11 or later." >&2
        echo "autograder: choose a newer base image on Gradescope (Ubuntu 22.04 or later), and build again." >&2
        exit 1
    fi
fi
echo "autograder: using $("$python" --version) ($python)"

"$python" -m venv --clear "$venv"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check install --no-cache-dir "$@"; }
pip --require-hashes --only-binary :all: -r "$source/requirements.txt"
pip --no-deps --no-index "$source"/wheels/*.whl

chmod -R go= "$source"
chmod 600 "$source/secret"
"$venv/bin/python" -I -m autograder gradescope --check "$root"
"""

RUN_AUTOGRADER = """\
#!/bin/sh
# Gradescope runs this for each submission. It writes a first results.json before grading starts.
root=${AUTOGRADER_ROOT:-/autograder}
venv=${AUTOGRADER_VENV:-/opt/image-classification-course}
source=$root/source
results=$root/results/results.json
umask 077
export PYTHONUNBUFFERED=1

mkdir -p "$root/results"
chmod go= "$source" "$root/results"
chmod 600 "$source/secret"
for private in submission submission_metadata.json; do
    if [ -e "$root/$private" ]; then chmod go= "$root/$private"; fi
done
cp "$source/not_graded.json" "$results.new" && mv -f "$results.new" "$results"

"$venv/bin/python" -I -m autograder gradescope "$root" 2>&1
code=$?
case $code in
    0) ;;
    3) echo "autograder: points are withheld; the lines above say why." ;;
    126 | 127) echo "autograder: not installed in this image; build the image again and read the output of setup.sh." ;;
    137) echo "autograder: killed, probably out of memory; choose a larger container, then regrade." ;;
    *) echo "autograder: ended with code $code; the last written result is shown." ;;
esac
exit 0
"""

README = """\
FOR INSTRUCTORS ONLY

This is the autograder of {assignment} for Gradescope. It contains the hidden tests, the reference solution and the
secret that seeds the inputs of hidden tests. Upload it under "Configure Autograder". Do not give it to students, and
do not put it into a repository that students can read.

setup.sh        runs once, when Gradescope builds the image
run_autograder  runs for each submission
settings.json   language, the minutes after which grading stops, and when hidden tests are shown
"""


@dataclass(frozen=True)
class GradescopeOptions:
    """Hold the instructor's choices.

    Attributes:
        secret: Secret that seeds the hidden tests.
        language: Language of messages for students, `en` or `ko`.
        timeout: Timeout in minutes that is set on Gradescope.
        daily: Number of submissions in 24 hours whose results of hidden tests a student sees at once; 0 for none.
    """

    secret: bytes
    language: str
    timeout: float = 10
    daily: int = 0


def gradescope_files(source: AssignmentSource, options: GradescopeOptions) -> dict[str, bytes]:
    """Return the files of the bundle.

    Args:
        source: The assignment.
        options: The instructor's choices.

    Returns:
        Path -> content.

    Raises:
        UsageError: The lock file is missing, or Gradescope does not allow this timeout.
    """
    if not 1 <= options.timeout <= 40:
        raise UsageError(f"--timeout {options.timeout:g}: Gradescope allows 1 to 40 minutes")
    if options.language not in source.assignment.languages:
        known = ", ".join(source.assignment.languages)
        raise UsageError(f"--lang {options.language}: {source.id} has {known}; choose one, or declare the language")
    settings = Settings(
        source.id,
        options.language,
        MARGIN * options.timeout,
        show_hidden=options.daily > 0,
        daily=options.daily or DAILY,
    )
    with speaking(options.language):
        nothing_yet = _not_graded(source.assignment)
    files = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN_AUTOGRADER.encode(),
        "READ_ME_FIRST.txt": README.format(assignment=source.id).encode(),
        "not_graded.json": nothing_yet,
        SETTINGS_FILE: msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n",
        "requirements.txt": pinned_requirements(installed()).encode(),
        "secret": options.secret,
        f"wheels/{WHEEL}": wheel_bytes(),
    }
    return files | {f"solutions/{source.id}/{name}": content for name, content in _of_the_assignment(source.folder)}


def _of_the_assignment(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files that grading needs and that the assignment's digest covers."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") or part in _LEFT_OUT for part in name.parts)
        if path.is_file() and not hidden and path.suffix != ".md":
            yield name.as_posix(), path.read_bytes()


def _not_graded(assignment: Assignment) -> bytes:
    """Return the result to show until grading writes another one: withheld, because of an internal error."""
    message = Text.of(Message("Not graded yet because of a problem with the autograder. You lose no points."))
    notes = [
        _("Your submission was received but not graded. The 0 shown here is not your result."),
        _("The autograder could not finish. Your instructor must act; the autograder's output says why."),
    ]
    return to_gradescope(
        withheld_record(assignment, Withheld("grader_error", message, message), "submission", {}), notes=notes
    )


def _language(assignment: Assignment, chosen: str) -> str:
    """Describe the language of messages, and the options for the assignment's other languages."""
    others = [f"--lang {name} for {LANGUAGES.get(name, name)}" for name in assignment.languages if name != chosen]
    return "; ".join([LANGUAGES.get(chosen, chosen), *others])


def advice(assignment: Assignment, options: GradescopeOptions) -> tuple[str, ...]:
    """Return lines that tell the instructor what to choose on Gradescope.

    Args:
        assignment: The assignment.
        options: The instructor's choices.
    """
    memory = needed(assignment.limits.memory << 20)
    container = smallest_container(memory)
    size = (
        f"container: {container.name} is enough ({memory >> 20} MiB of memory needed)"
        if container
        else f"container: {memory >> 20} MiB of memory needed, more than any container has; lower limits.memory"
    )
    return (
        f"language of messages: {_language(assignment, options.language)}",
        "for instructors only: the zip contains hidden tests, the reference and the secret",
        "upload to Gradescope: Configure Autograder, zip file, base image Ubuntu 22.04 or later",
        size,
        f"timeout: {options.timeout:g} minutes; grading stops after {MARGIN * options.timeout:g} minutes",
        f"hidden tests: shown at once, for {options.daily} submissions of a student in 24 hours"
        if options.daily
        else "hidden tests: shown when grades are published",
    )
