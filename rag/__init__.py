"""The library: read bulletins, keep them, find evidence, answer with citations.

`from rag import Assistant, Library, load_embedder, load_settings` is all that most programs need.
Importing the package does no work and loads no model: each name is fetched when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.chat import Assistant
    from rag.embedding.embedder import load_embedder
    from rag.settings import load_settings
    from rag.store.library import Library

__all__ = ["Assistant", "Library", "load_embedder", "load_settings"]

_PLACES = {
    "Assistant": "rag.chat",
    "Library": "rag.store.library",
    "load_embedder": "rag.embedding.embedder",
    "load_settings": "rag.settings",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever stands under the name
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
