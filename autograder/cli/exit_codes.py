"""The exit codes of commands, apart from what needs Typer."""

__all__ = ["DIFFERENCE", "INTERRUPTED", "NO_DIFFERENCE", "USAGE", "WITHHELD"]

NO_DIFFERENCE, DIFFERENCE, USAGE, WITHHELD, INTERRUPTED = 0, 1, 2, 3, 130
"""Success; a check found a difference; usage error; points withheld; stopped by Ctrl-C."""
