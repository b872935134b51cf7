"""The browse tab (通报): every bulletin on file, and a search over findings as one types."""

from typing import Any

import gradio as gr

from rag.bulletin import Status
from rag.store.catalog import Where
from web.desk import Desk
from web.views.browse import browse
from web.words import language_of

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def browse_tab(desk: Desk, words: gr.I18n, page: gr.Blocks) -> None:
    """Lay the tab out and wire its events."""
    agencies = sorted({b.agency for b in desk.shelf.bulletins()})
    with gr.Column(elem_id="browse"):
        with gr.Row(elem_id="browse-bar"):
            typed = gr.Textbox(
                value="",
                label=words("search"),
                placeholder=words("search_hint"),
                elem_id="search",
                max_length=200,
                scale=2,
            )
            agency = gr.Dropdown(
                agencies, multiselect=True, value=[], label=words("agencies"), elem_id="of-agency"
            )
            status = gr.Dropdown(
                list(Status),
                multiselect=True,
                value=[],
                label=words("statuses"),
                elem_id="of-status",
            )
        shown = gr.HTML(elem_id="browsed")

    def show(typed: str, agency: list[str], status: list[Status], request: gr.Request) -> str:
        where = Where(agencies=tuple(agency), statuses=tuple(Status(s) for s in status))
        return browse(desk.shelf, where, typed, language_of(request))

    inputs = [typed, agency, status]
    changed = gr.on(
        [typed.change, agency.change, status.change],
        show,
        inputs,
        shown,
        trigger_mode="always_last",
        **QUIET,
    )
    # Two answers under way may come in the wrong order: the fields have the last word.
    changed.then(show, inputs, shown, trigger_mode="always_last", **QUIET)
    page.load(show, inputs, shown, **QUIET)
