"""The manager's page: plain HTML; static/manage.js acts by the routes of `web.manage.routes`."""

import html
import json

from web.words import Lang, say

PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title>
<link rel="stylesheet" href="/ui/reading.css"><script type="module" src="/ui/manage.js"></script>
</head>
<body class="manage" data-words="{words}"><main>
<p><a href="/">{name}</a></p><h1>{title}</h1>
<form id="enter"><label>{token} <input type="password" autocomplete="current-password" required>
</label> <button>{enter}</button></form>
<div id="inside" hidden>
<section aria-labelledby="up"><h2 id="up">{upload}</h2>
<p><input type="file" id="files" multiple aria-label="{upload}"
 accept=".txt,.md,.html,.htm,.mhtml,.pdf,.docx,.zip"> <progress hidden max="1"></progress></p>
<div id="readings"></div></section>
<section aria-labelledby="held"><h2 id="held">{on_file}</h2><p id="counts"></p>
<table><tbody id="bulletins"></tbody></table></section>
<section aria-labelledby="well"><h2 id="well">{health}</h2><ul id="problems"></ul>
<p><button id="rebuild">{rebuild}</button> <span id="working"></span></p></section>
</div>
<p id="notice" role="status"></p>
</main></body></html>"""

SCRIPT_WORDS = (
    "manage_wrong", "manage_take", "manage_taken", "manage_remove", "manage_sure",
    "manage_removed", "manage_counts", "manage_well", "manage_working", "manage_rebuilt",
    "not_done",
)  # fmt: skip


def manage_page(lang: Lang) -> str:
    """Return the page's HTML."""
    words = {key: say(key, lang) for key in SCRIPT_WORDS}
    return PAGE.format(
        lang=lang,
        words=html.escape(json.dumps(words, ensure_ascii=False)),
        name=say("name", lang),
        title=say("manage", lang),
        token=say("manage_token", lang),
        enter=say("manage_enter", lang),
        upload=say("manage_upload", lang),
        on_file=say("manage_on_file", lang),
        health=say("manage_health", lang),
        rebuild=say("manage_rebuild", lang),
    )
