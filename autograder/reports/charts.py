"""Draw the charts of the class page with Altair (Vega-Lite), as SVG inside the page, without scripts.

Text has the page's color, so one drawing works on light and dark pages. Each chart has a table with the same data.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from autograder.i18n import _
from autograder.model.statistics import ItemStatistics
from autograder.plots import BLUE, VERMILLION
from autograder.reports.class_summary import Bin

if TYPE_CHECKING:
    import altair

__all__ = ["question_chart", "score_chart"]

HARD = 0.5
"""Fraction of full answers below which a bar is drawn in the second color."""

_NOT_FOR_A_PAGE = re.compile(r' (xmlns(:\w+)?|role|aria-\w+)="[^"]*"')
"""Attributes to remove: those that only an SVG file needs, and roles, because the chart is one labeled image."""

WIDTH, HEIGHT = 400, 170

FEW = 5
"""Highest count up to which each whole number has a tick. By itself an axis would have halves among them."""


def score_chart(bins: Sequence[Bin]) -> str:
    """Draw the number of submissions per score range, in the current language.

    Args:
        bins: The score ranges with their counts.

    Returns:
        An SVG element.
    """
    import altair as alt

    values = [{"score": one.label, "count": one.count} for one in bins]
    most = max((one.count for one in bins), default=0)
    ticks = {"values": list(range(most + 1))} if most <= FEW else {"tickMinStep": 1}
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar(color=BLUE)
    return _drawn(
        chart.encode(
            x=alt.X("score:N", sort=None, title=_("score"), axis=alt.Axis(labelAngle=-45)),
            y=alt.Y("count:Q", title=_("submissions"), axis=alt.Axis(format="d", **ticks)),
        )
    )


def question_chart(questions: Sequence[ItemStatistics]) -> str:
    """Draw the fraction of submissions with full points per question, in the current language.

    Args:
        questions: Statistics of each question.

    Returns:
        An SVG element.
    """
    import altair as alt

    values = [{"place": str(place), "share": one.pass_rate} for place, one in enumerate(questions, 1)]
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
