"""The three texts of a Gradescope bundle that are written for a shell or a person."""

__all__ = ["README", "RUN_AUTOGRADER", "SETUP"]

SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image: a Python that is new enough, then the autograder.
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
    echo "autograder: no Python of 3.11 or later in this image; installing one"
    if ! command -v apt-get >/dev/null; then
        echo "autograder: this image has no apt-get to install one with." >&2
        echo "autograder: choose Ubuntu 22.04 or later as base image on Gradescope, and build again." >&2
        exit 1
    fi
    apt-get update -q
    for version in 3.14 3.13 3.12 3.11; do
        if apt-get install -q -y --no-install-recommends "python$version" "python$version-venv"; then break; fi
    done
    if ! python=$(find_python); then
        echo "autograder: this image's system has no Python of 3.11 or later." >&2
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
# Gradescope runs this for each submission. A result stands in results.json from the first moment on.
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
    3) echo "autograder: points are held; the lines above say why." ;;
    126 | 127) echo "autograder: it is not installed in this image; build it again, and read the output of setup.sh." ;;
    137) echo "autograder: it was killed, most likely for want of memory; choose a larger container, then regrade." ;;
    *) echo "autograder: it ended with code $code; what was written until then stands." ;;
esac
exit 0
"""

README = """\
FOR INSTRUCTORS ONLY

This is the autograder of {assignment} for Gradescope. It holds the hidden tests, the reference solution and the secret
that hidden tests draw their inputs from: whoever reads it can answer everything. Upload it under "Configure
Autograder"; give it to no student, and put it into no repository that students can read.

setup.sh        runs once, when Gradescope builds the image
run_autograder  runs for each submission
settings.json   language, and the minutes after which grading stops by itself
"""
