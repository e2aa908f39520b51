"""Provide a console of 80 columns whose output can be read back."""

import io

from rich.console import Console

__all__ = ["Screen"]


class Screen(Console):
    """Keep everything that is written to the console."""

    def __init__(self) -> None:
        self._out = io.StringIO()
        super().__init__(file=self._out, width=80, highlight=False, markup=False, emoji=False)

    @property
    def text(self) -> str:
        """Return everything written so far."""
        return self._out.getvalue()

    @property
    def flat(self) -> str:
        """Return the text on one line, so that assertions do not depend on line breaks."""
        return " ".join(self.text.split())
