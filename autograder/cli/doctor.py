"""`autograder doctor`: attempt forbidden actions and report which sandbox layers stop them."""

import typer

from autograder.cli.console import make_console
from autograder.cli.options import DIFFERENCE, NO_DIFFERENCE, LangOption

__all__ = ["EXAMPLE", "doctor"]

EXAMPLE = "autograder doctor"


def doctor(lang: LangOption = None) -> None:
    """Show which layers of the sandbox work on this machine."""
    from autograder.i18n import choose_language, speaking
    from autograder.reports.text import diagnosis_table
    from autograder.sandbox.doctor import run_probes

    with speaking(choose_language(lang)):
        found = run_probes()
        make_console().print(diagnosis_table(found.isolation, found.missing, found.results))
    raise typer.Exit(DIFFERENCE if found.missing else NO_DIFFERENCE)
