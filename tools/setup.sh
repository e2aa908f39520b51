#!/bin/sh
# Install requirements.lock into the virtual environment VENV, with the first Python here that is new enough.
# Usage: tools/setup.sh [--demo] VENV [VERSION]
# --demo installs only what `make demo` runs. VERSION (3.12) requires exactly that Python; exit code 3 if it is missing.
set -eu
demo=
if [ "$1" = --demo ]; then
    demo=$1
    shift
fi
venv=$1
version=${2:-}
root=$(dirname "$0")/..

if [ -n "$version" ]; then
    # pyenv's commands work only after a version was chosen, so its folder is searched as well.
    candidates="python$version $(ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python 2>/dev/null || true)"
    fits="sys.version_info[:2] == tuple(map(int, '$version'.split('.')))"
else
    candidates="python3 python3.15 python3.14 python3.13 python3.12 python3.11"
    fits="sys.version_info >= (3, 11)"
fi

for python in $candidates; do
    if "$python" -c "import sys; sys.exit(not ($fits))" >/dev/null 2>&1; then
        exec "$python" "$root/tools/environment.py" $demo "$venv"
    fi
done

if [ -n "$version" ]; then
    echo "Python $version is not installed here." >&2
    exit 3
fi
echo "No Python 3.11 or later found; looked for $candidates." >&2
echo "Install one (your system's packages, python.org, pyenv or uv) and run the same command again." >&2
exit 1
