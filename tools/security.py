"""Generate the table of attacks in docs/security.md from the headers of the attacks.

Usage: python -m tools.security
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.attacks.attack import ATTACKS, GROUPS

__all__ = ["PAGE", "PLACES", "main", "table", "updated"]

PAGE = Path(__file__).resolve().parent.parent / "docs" / "security.md"
PLACES = {
    "without the layer": "in a worker without the named layers",
    "in-process": "in a grader that imports submissions, as many do",
    "naive archive": "in a grader that unpacks every file and starts in that folder",
    "naive peer": "in a grader that trusts whatever a worker sends, of any length and depth",
    "naive clock": "in a judge of speed that believes workers, tells them its seed, and takes the least time",
    "naive writer": "in the output of a grader that writes the submission's texts unchanged",
}
"""Where the effect of an attack is shown: the value in its header, and a description."""

BEGIN, END = "<!-- the table of attacks begins -->", "<!-- the table of attacks ends -->"


def table() -> str:
    """Return the counts, then a row for every attack."""
    return "\n".join([*_counts(), "", *_rows()])


def updated(page: str) -> str:
    """Return the page with the current table.

    Raises:
        ValueError: The page lacks the two marker lines.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE.name} needs the lines {BEGIN} and {END}, in this order")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(f"{PAGE.name}: {len(ATTACKS)} attacks in {len(GROUPS)} groups")


def _counts() -> Iterator[str]:
    shown = Counter(attack.told["effect"] for attack in ATTACKS)
    seen = len(ATTACKS) - shown["not shown"]
    yield f"{len(ATTACKS)} attacks. Tests show the effect of {seen} of them without the protection:"
    lines = [f"- {shown[effect]} {words}" for effect, words in PLACES.items() if shown[effect]]
    yield ",\n".join(lines) + "."
    yield ""
    yield f"The effect of the other {shown['not shown']} is not shown, for the reasons below the table. Their records"
    yield "prove that they ran as far as the attack itself."


def _rows() -> Iterator[str]:
    yield "| attack | what it does | stopped by | effect seen |"
    yield "| --- | --- | --- | --- |"
    for attack in ATTACKS:
        words = attack.told["words"].replace("|", "\\|")
        yield f"| `{attack.id}` | {words} | {', '.join(attack.layers)} | {attack.told['effect']} |"


if __name__ == "__main__":
    main()
