"""The overview's pictures, drawn by plotly in the browser from its own copy on this server.

Colours say little on purpose: one hue for how many, green to amber for how far. Text takes the
page's colour from the style sheet, so the pictures sit in the light page and in the dark one.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from rag.bulletin import Bulletin, Status
from rag.store.themes import Borne, Theme
from rag.text.titles import issued_by

THEMES_SHOWN = 16
AGENCIES_SHOWN = 20
UPRIGHT = 8  # agencies whose names stand upright below the picture, in lines
LINE = 4  # characters
STATUS_COLOURS = {
    Status.DONE: "#3f7d4e",
    Status.MOSTLY: "#8fb996",
    Status.ONGOING: "#c98a1b",
    Status.STANDING: "#e3bd7a",
    Status.UNSTATED: "#b9b2a7",
}
ACCENT = "#9b2c1f"
# Tints, so that few is pale on a light page and dark on a dark one, and figures can be read on all.
TINTS = [[0, "rgba(190,60,45,.14)"], [1, "rgba(190,60,45,.62)"]]
_LAYOUT: dict[str, Any] = {
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "margin": {"l": 8, "r": 8, "t": 44, "b": 8},
    "font": {"family": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif", "size": 13},
    "bargap": 0.35,
    "legend": {"orientation": "h", "y": -0.08, "traceorder": "normal"},
    "xaxis": {"automargin": True, "gridcolor": "rgba(128,128,128,.2)", "zeroline": False},
    "yaxis": {
        "automargin": True,
        "gridcolor": "rgba(128,128,128,.2)",
        "zeroline": False,
        "ticklabelstandoff": 6,
    },
    "dragmode": False,
}


def by_theme(themes: dict[Theme, list[Borne]], agencies: Sequence[str], title: str) -> go.Figure:
    """Draw how many findings each agency has on each theme."""
    agencies = agencies[:AGENCIES_SHOWN]
    top = sorted(themes, key=lambda theme: len(themes[theme]))[-THEMES_SHOWN:]
    counts = [Counter(b.agency for b, _ in themes[theme]) for theme in top]
    values = [[count[agency] or None for agency in agencies] for count in counts]
    grid = go.Heatmap(
        z=values,
        x=[_in_lines(a) for a in agencies],
        y=[theme.name for theme in top],
        colorscale=TINTS,
        texttemplate="%{z}",
        showscale=False,
        xgap=3,
        ygap=3,
        hovertemplate="%{x}<br>%{y}:%{z}<extra></extra>",
    )
    figure = _figure([grid], title, height=120 + 30 * len(top))
    few = len(agencies) <= UPRIGHT
    figure.update_xaxes(tickangle=0 if few else 45, tickfont={"size": 11}, showgrid=False)
    return figure.update_yaxes(showgrid=False)


def by_status(bulletins: Sequence[Bulletin], title: str) -> go.Figure:
    """Draw the shares of statuses, agency by agency."""
    counts = _per_agency(bulletins)
    names = list(counts)[:AGENCIES_SHOWN][::-1]
    bars = [
        go.Bar(
            name=str(status),
            orientation="h",
            y=[_short(n) for n in names],
            x=[counts[n][status] for n in names],
            marker={"color": colour, "line": {"width": 0}},
            hovertemplate="%{y}<br>" + str(status) + ":%{x}<extra></extra>",
        )
        for status, colour in STATUS_COLOURS.items()
        if any(counts[n][status] for n in names)
    ]
    figure = _figure(bars, title, height=110 + 36 * len(names))
    return figure.update_layout(barmode="stack")


def _per_agency(bulletins: Sequence[Bulletin]) -> dict[str, Counter[Status]]:
    counts: dict[str, Counter[Status]] = {}
    for bulletin in bulletins:
        counts.setdefault(bulletin.agency, Counter()).update(bulletin.statuses)
    return counts


def by_documents(bulletins: Sequence[Bulletin], title: str) -> go.Figure:
    """Draw how many documents each agency issued or revised."""
    named: dict[str, set[str]] = {}
    for bulletin in bulletins:
        found = named.setdefault(bulletin.agency, set())
        found.update(issued_by(bulletin))
    names = sorted(named, key=lambda n: len(named[n]))[-AGENCIES_SHOWN:]
    bar = go.Bar(
        orientation="h",
        y=[_short(n) for n in names],
        x=[len(named[n]) for n in names],
        marker={"color": ACCENT, "line": {"width": 0}},
        texttemplate="%{x}",
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}:%{x}<extra></extra>",
    )
    return _figure([bar], title, height=90 + 32 * len(names))


def _figure(traces: list[Any], title: str, height: int) -> go.Figure:
    heading = {"text": title, "x": 0.01, "xref": "container", "font": {"size": 15}}
    return go.Figure(traces, layout={**_LAYOUT, "title": heading, "height": height})


def _in_lines(agency: str) -> str:
    name = _short(agency)
    return "<br>".join(name[at : at + LINE] for at in range(0, len(name), LINE))


def _short(agency: str) -> str:
    return agency if len(agency) <= 12 else f"{agency[:11]}…"
