"""Addresses of what can be opened: this server, a bulletin, a passage in it."""

import html

from rag.bulletin import Span


def address_of(host: str, port: int) -> str:
    """Return the address that a server bound to `host` is opened at; IPv6 stands in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def bulletin_path(id: str, span: Span | None = None) -> str:
    """Return the address of a bulletin's reading page, at a passage where one is given."""
    at = f"?char={span.start},{span.end}#passage" if span else ""
    return f"/bulletins/{html.escape(id)}{at}"


def with_query(path: str, name: str, value: str) -> str:
    """Return an address with one more field in its query."""
    address, mark, fragment = path.partition("#")
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{name}={value}{mark}{fragment}"
