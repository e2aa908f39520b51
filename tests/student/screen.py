"""A terminal of 80 columns whose text can be read back."""

import io

from rich.console import Console

__all__ = ["Screen"]


class Screen(Console):
    """A console that keeps what is written to it."""

    def __init__(self) -> None:
        self._out = io.StringIO()
        super().__init__(file=self._out, width=80, highlight=False, markup=False, emoji=False)

    @property
    def text(self) -> str:
        """Everything so far."""
        return self._out.getvalue()

    @property
    def flat(self) -> str:
        """The same on one line, so that it does not matter where lines were broken."""
        return " ".join(self.text.split())
