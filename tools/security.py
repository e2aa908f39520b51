"""The table of attacks in docs/security.md, made from the attacks' own headers.

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
    "naive archive": "in a grader that unpacks and starts in the folder whatever is handed in",
    "naive peer": "on a grader that believes what arrives from a worker, as long and as deep as it is",
    "naive writer": "on somebody who reads what a grader has written as the submission said it",
}
"""Where effects are seen: what a header says, and in words."""

BEGIN, END = "<!-- the table of attacks begins -->", "<!-- the table of attacks ends -->"


def table() -> str:
    """Counts by group, then every attack."""
    return "\n".join([*_counts(), "", *_rows()])


def updated(page: str) -> str:
    """The page with the table as it should be.

    Raises:
        ValueError: The page has no place for it.
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
    yield f"{len(ATTACKS)} attacks. Where what stops them is gone, the effect of {seen} is seen:"
    lines = [f"- of {shown[effect]} {words}" for effect, words in PLACES.items() if shown[effect]]
    yield ",\n".join(lines) + "."
    yield ""
    yield f"Of the other {shown['not shown']} it is not shown: for them there is the record that they got as far as"
    yield "their act, and the reason in the table."


def _rows() -> Iterator[str]:
    yield "| attack | what it does | stopped by | effect seen |"
    yield "| --- | --- | --- | --- |"
    for attack in ATTACKS:
        words = attack.told["words"].replace("|", "\\|")
        yield f"| `{attack.id}` | {words} | {', '.join(attack.layers)} | {attack.told['effect']} |"


if __name__ == "__main__":
    main()
