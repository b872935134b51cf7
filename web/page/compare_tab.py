"""The compare tab (对照): themes by agencies, filled with cited measures, and pictures of all."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import gradio as gr
from plotly.graph_objects import Figure

from web.desk import Desk
from web.views.charts import by_documents, by_status, by_theme
from web.views.compare import as_html, matrix, themes_in
from web.words import language_of, say

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
AT_FIRST = 6  # agencies chosen when the tab opens
MAX_THEMES = 8
MAX_AGENCIES = 30


def compare_tab(desk: Desk, words: gr.I18n, tab: gr.Tab) -> None:
    """Lay the tab out and wire its events; nothing is computed before it is opened."""
    agencies = sorted({b.agency for b in desk.shelf.bulletins()})
    with gr.Column(elem_id="compare"):
        with gr.Row(elem_id="compare-bar"):
            theme = gr.Dropdown(
                [],
                multiselect=True,
                allow_custom_value=True,
                max_choices=MAX_THEMES,
                label=words("theme"),
                elem_id="theme",
            )
            chosen = gr.Dropdown(
                agencies,
                value=agencies[:AT_FIRST],
                multiselect=True,
                max_choices=MAX_AGENCIES,
                label=words("agencies"),
                elem_id="compared-agencies",
            )
        table = gr.HTML(elem_id="compared")
        with gr.Row(elem_id="charts"):
            plots = [gr.Plot(show_label=False, container=False) for _ in range(3)]

    def compare(themes: list[str], agencies: list[str], request: gr.Request) -> str:
        lang, themes = language_of(request), [t[:100] for t in themes[:MAX_THEMES]]
        agencies = agencies[:MAX_AGENCIES]
        link = _sheet_link(themes, agencies, say("matrix_sheet", lang))
        return link + as_html(matrix(desk, themes, agencies), themes, agencies, lang)

    def open_tab(request: gr.Request) -> list[Any]:
        lang = language_of(request)
        themes = themes_in(desk.shelf)
        choices = [(f"{t.name}({len(pairs)})", t.name) for t, pairs in themes.items()]
        first = [choices[0][1]] if choices else []
        figures = _figures(desk, say("chart_themes", lang), say("chart_status", lang),
                           say("chart_documents", lang))  # fmt: skip
        return [gr.update(choices=choices, value=first), *figures]

    tab.select(open_tab, None, [theme, *plots], **QUIET)
    gr.on([theme.change, chosen.change], compare, [theme, chosen], table, **QUIET)


def _figures(desk: Desk, themes: str, status: str, documents: str) -> list[Figure]:
    bulletins = desk.shelf.bulletins()
    agencies = sorted({b.agency for b in bulletins})
    return [
        by_theme(themes_in(desk.shelf), agencies, themes),
        by_status(bulletins, status),
        by_documents(bulletins, documents),
    ]


def _sheet_link(themes: Sequence[str], agencies: Sequence[str], words: str) -> str:
    if not themes or not agencies:
        return ""
    query = urlencode([*(("themes", t) for t in themes), *(("agencies", a) for a in agencies)])
    return f'<p class="summary"><a href="/export/matrix.xlsx?{query}" download>{words}</a></p>'
