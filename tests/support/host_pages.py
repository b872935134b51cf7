"""Pages of invented sites that hold the widget, served from origins of their own."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.support.places import ROOT

SCRIPT = (
    '<script src="{server}/widget.js" data-site="demo" data-locale="zh-CN" {extra} defer></script>'
)
STRICT = (
    "default-src 'none'; script-src {server}; connect-src {server}; "
    "require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'"
)
CUT_OFF = "script-src {server}; connect-src 'self'"
POLICIES = {"strict": STRICT, "cut-off": CUT_OFF}
HEAD = """<meta charset="utf-8"><title>站点</title>
<meta name="viewport" content="width=device-width, initial-scale=1">"""
HOSTILE = """
* { all: revert !important; font-size: 40px !important; color: yellow !important;
    display: none !important; transform: rotate(3deg); }
html, body { display: block !important; }
div, section, button, bulletin-qa { position: static !important; visibility: hidden !important;
    width: 1px !important; opacity: 0 !important; pointer-events: none !important; }
"""
BODIES = {
    "bubble": SCRIPT,
    "open": SCRIPT.replace("{extra}", 'data-open-on-load="true"'),
    "inline": '<h1>本局网站</h1><div id="here" style="height: 560px"></div>'
    + SCRIPT.replace("{extra}", 'data-mode="inline" data-target="#here"'),
    "two": SCRIPT
    + '<div id="here" style="height: 500px; width: 420px"></div>'
    + SCRIPT.replace("{extra}", 'data-mode="inline" data-target="#here" data-title="第二个"'),
    "scoped": SCRIPT.replace("{extra}", 'data-agencies="海州市商务局" data-position="left"'),
    "evil": SCRIPT.replace('data-site="demo"', 'data-site="evil-theme"'),
    "tall": '<div id="here"></div>'
    + SCRIPT.replace("{extra}", 'data-mode="inline" data-target="#here" data-height="520"'),
    "light": SCRIPT.replace("{extra}", 'data-open data-scheme="light"'),
    "unknown-site": SCRIPT.replace('data-site="demo"', 'data-site="nobody"').replace(
        "{extra}", "data-open"
    ),
    "no-site": SCRIPT.replace('data-site="demo"', ""),
    "misspelt": SCRIPT.replace("{extra}", 'data-open data-mode="popup" data-colour="rot"'),
    "no-server": SCRIPT.replace("{extra}", 'data-open data-host="http://good.test:9"'),
    "iframe": '<iframe src="{server}/embed?site=demo" width="420" height="560"></iframe>',
    "sandboxed": '<iframe sandbox="allow-scripts allow-same-origin allow-popups"'
    ' src="{server}/embed?site=demo" width="420" height="560"></iframe>',
    "hostile": f"<style>{HOSTILE.replace('{', '{{').replace('}', '}}')}</style>" + SCRIPT,
}

EXAMPLE = ROOT / "docs" / "examples" / "host.html"


def host_app(server: str) -> Starlette:
    """Return the app of the invented sites; `server` is where the widget comes from."""

    def example(request: Request) -> Response:
        html = EXAMPLE.read_text(encoding="utf-8")
        return HTMLResponse(
            html.replace("http://127.0.0.1:7860", server).replace("demo-site", "demo")
        )

    def page(request: Request) -> Response:
        body = BODIES.get(request.path_params["name"], "").format(server=server, extra="")
        html = f'<!doctype html><html lang="zh-CN">{HEAD}<body>{body}</body></html>'
        policy = next((POLICIES[name] for name in request.query_params if name in POLICIES), "")
        headers = {"content-security-policy": policy.format(server=server)} if policy else {}
        return HTMLResponse(html, headers=headers)

    return Starlette(routes=[Route("/host.html", example), Route("/{name}", page)])
