#!/bin/sh
# Run the quick tests on another Python in an environment of its own; skip them if that Python is not installed.
# A Python of pyenv counts as installed. Usage: tools/prove_on.sh VERSION [JOBS]
set -eu
version=$1
jobs=${2:-3}
here=$(cd "$(dirname "$0")/.." && pwd)
code=0
sh "$here/tools/setup.sh" "$here/.venv-$version" "$version" || code=$?
if [ "$code" = 3 ]; then
    echo "Skipped: the quick tests on Python $version. Install it, for example with 'pyenv install $version'."
    exit 0
fi
[ "$code" = 0 ] || exit "$code"
cd "$here"
exec ".venv-$version/bin/pytest" -n "$jobs" --dist worksteal -q -m "not slow and not prove"
