"""Run a command, and turn what it raises into a line and an exit code.

`commands` assembles the command line with Typer. What students type most, `check` and `hint` with names alone, starts
without it: Typer and the library that checks its options take as long as a check.
"""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from autograder.cli.console import make_console
from autograder.cli.exit_codes import DIFFERENCE, INTERRUPTED, NO_DIFFERENCE, USAGE, WITHHELD
from autograder.errors import GraderError, UsageError

if TYPE_CHECKING:
    from autograder.cli.commands import app

__all__ = ["app", "main"]

COMPLETION = "_AUTOGRADER_COMPLETE"
"""The variable by which a shell asks for completions instead of running the command."""


def __getattr__(name: str) -> Any:
    """Assemble the command line when somebody asks for `app`."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from autograder.cli.commands import app

    return app


def main() -> NoReturn:
    """Run a command and exit; report usage errors in one line with exit code 2, without a traceback."""
    try:
        code = _without_options(sys.argv[1:])
        if code is None:
            from autograder.cli.commands import NAME, app

            app(prog_name=NAME)
    except UsageError as error:
        _exit_with_error(str(error), USAGE)
    except GraderError as error:
        _exit_with_error(f"internal error, not caused by the submission; points are withheld: {error}", WITHHELD)
    except BrokenPipeError:  # the reader closed the pipe, as in `autograder ... | head`
        sys.stderr.close()
        raise SystemExit(DIFFERENCE) from None
    raise SystemExit(code or NO_DIFFERENCE)


def _without_options(arguments: list[str]) -> int | None:
    """Run a student's command that has names alone, and return its exit code; None if the command line is another."""
    command, *names = arguments or [""]
    if any(name.startswith("-") for name in names) or COMPLETION in os.environ:
        return None
    try:
        if command == "check":
            gc.disable()  # for less than a second of work
            from autograder.student import check

            return check.main(Path.cwd(), names, console=make_console())
        if command == "hint" and len(names) <= 1:
            gc.disable()
            from autograder.student import hint

            return hint.main(Path.cwd(), names[0] if names else None, console=make_console())
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    return None


def _exit_with_error(message: str, code: int) -> NoReturn:
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]
    print(f"autograder: {message}", file=sys.stderr)
    raise SystemExit(code)
