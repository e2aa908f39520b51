#!/bin/sh
# Run the quick tests on another Python in an environment of its own; skip them if that Python is not installed.
# Usage: tools/prove_on.sh VERSION JOBS
set -eu
version=$1
jobs=$2
code=0
sh "$(dirname "$0")/setup.sh" ".venv-$version" "$version" || code=$?
if [ "$code" = 3 ]; then
    echo "Skipped: the quick tests on Python $version."
    exit 0
fi
[ "$code" = 0 ] || exit "$code"
exec ".venv-$version/bin/pytest" -n "$jobs" --dist worksteal -q -m "not slow and not prove"
