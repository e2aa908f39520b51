"""Draw the charts of the class page with Altair (Vega-Lite), as SVG inside the page, without scripts.

Text has the page's color, so one drawing works on light and dark pages. Each chart has a table with the same data.
What draws takes 85 MiB, which nothing else needs, so it does that in a process of its own and ends.
"""

import re
import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.errors import GraderError
from autograder.i18n import _, speaking
from autograder.model.statistics import ItemStatistics
from autograder.plots import BLUE, VERMILLION
from autograder.reports.class_summary import Bin

if TYPE_CHECKING:
    import altair

__all__ = ["Charts", "class_charts"]

HARD = 0.5
"""Fraction of full answers below which a bar is drawn in the second color."""

_NOT_FOR_A_PAGE = re.compile(r' (xmlns(:\w+)?|role|aria-\w+)="[^"]*"')
"""Attributes to remove: those that only an SVG file needs, and roles, because the chart is one labeled image."""

WIDTH, HEIGHT = 400, 170

FEW = 5
"""Highest count up to which each whole number has a tick. By itself an axis would have halves among them."""


class Charts(msgspec.Struct, frozen=True):
    """The charts of a class, each as an SVG element in every language; empty where there is nothing to draw.

    Attributes:
        scores: Language -> the number of submissions per score range.
        questions: Language -> the fraction of submissions with full points per question.
    """

    scores: dict[str, str]
    questions: dict[str, str]


class _Wanted(msgspec.Struct, frozen=True):
    """What the drawing process is asked for: a label and a count per range, a fraction per question, languages."""

    bins: list[tuple[str, int]]
    shares: list[float]
    languages: list[str]


def class_charts(bins: Sequence[Bin], questions: Sequence[ItemStatistics], languages: Sequence[str]) -> Charts:
    """Draw the charts of a class, in a process of its own.

    Args:
        bins: The score ranges with their counts.
        questions: Statistics of each question.
        languages: The languages of the page.

    Raises:
        GraderError: The process failed.
    """
    counts = [(one.label, one.count) for one in bins]
    wanted = _Wanted(counts, [one.pass_rate for one in questions], list(languages))
    if not (wanted.bins or wanted.shares):
        return Charts({}, {})
    command = [sys.executable, "-I", "-c", f"from {__name__} import main; main()"]
    done = subprocess.run(command, input=msgspec.json.encode(wanted), capture_output=True, check=False)
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise GraderError(f"the charts of the class page could not be drawn: {why}")
    return msgspec.json.decode(done.stdout, type=Charts)


def main() -> None:
    """Draw what the standard input asks for, and write the charts to the standard output."""
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=_Wanted)
    scores, questions = dict[str, str](), dict[str, str]()
    for name in wanted.languages:
        with speaking(name):
            scores |= {name: _score_chart(wanted.bins)} if wanted.bins else {}
            questions |= {name: _question_chart(wanted.shares)} if wanted.shares else {}
    sys.stdout.buffer.write(msgspec.json.encode(Charts(scores, questions)))


def _score_chart(bins: Sequence[tuple[str, int]]) -> str:
    """Draw the number of submissions per score range, in the current language."""
    import altair as alt

    values = [{"score": label, "count": count} for label, count in bins]
    most = max(count for _label, count in bins)
    ticks = {"values": list(range(most + 1))} if most <= FEW else {"tickMinStep": 1}
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar(color=BLUE)
    return _drawn(
        chart.encode(
            x=alt.X("score:N", sort=None, title=_("score"), axis=alt.Axis(labelAngle=-45)),
            y=alt.Y("count:Q", title=_("submissions"), axis=alt.Axis(format="d", **ticks)),
        )
    )


def _question_chart(shares: Sequence[float]) -> str:
    """Draw the fraction of submissions with full points per question, in the current language."""
    import altair as alt

    values = [{"place": str(place), "share": share} for place, share in enumerate(shares, 1)]
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar()
    return _drawn(
        chart.encode(
            x=alt.X("place:N", sort=None, title=_("question"), axis=alt.Axis(labelAngle=0)),
            y=alt.Y("share:Q", title=_("full points"), scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
            color=alt.condition(f"datum.share < {HARD}", alt.value(VERMILLION), alt.value(BLUE)),
        )
    )


def _drawn(chart: "altair.Chart") -> str:
    """Render a chart as an SVG element for use inside a page."""
    import vl_convert

    faint: dict[str, Any] = {"domainColor": "currentColor", "tickColor": "currentColor", "gridOpacity": 0.2}
    chart = (
        chart.properties(width=WIDTH, height=HEIGHT)
        .configure(background="transparent", font="system-ui, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(labelColor="currentColor", titleColor="currentColor", gridColor="currentColor", **faint)
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return _NOT_FOR_A_PAGE.sub("", svg)
