"""The web app: `python app.py [--host HOST] [--port PORT] [--store DIR]`.

Opens the index, fills it with the bundled bulletins where it is new, and serves the page.
"""

import argparse
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import BulletinQAError, SettingsError
from rag.settings import Settings, load_settings
from rag.store.library import Library

# Searching must not keep the interpreter from those who send and receive: a tenth of the default.
SWITCH_SECONDS = 0.0005

if TYPE_CHECKING:
    from rag.chat import Assistant
    from rag.embedding.embedder import Embedder
    from rag.generate.generate import Generator


def main() -> int:
    """Start the server; return the exit code."""
    parser = argparse.ArgumentParser(description="通报问答：网页服务")
    parser.add_argument("--host", help="监听地址（默认 127.0.0.1，仅本机可访问）")
    parser.add_argument("--port", type=int, help="端口（默认 7860）")
    parser.add_argument("--store", type=Path, help="索引所在的文件夹（默认 vectorstore）")
    parser.add_argument(
        "--workers", type=int, metavar="N", help="用几个进程回答（默认 0：在服务进程里回答）"
    )
    given = vars(parser.parse_args())
    try:
        serve(load_settings(**given))
    except BulletinQAError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def serve(settings: Settings) -> None:
    """Open what the app needs, then serve until stopped."""
    sys.setswitchinterval(SWITCH_SECONDS)
    listener = listen(settings)
    print("正在打开索引…", flush=True)
    from rag.chat import Assistant
    from rag.embedding.embedder import load_embedder

    embedder = load_embedder(settings)
    library = Library.open(settings.store, embedder)
    if library.to_be_filled:
        fill(library, settings)

    assistant = Assistant(library, settings, chat_writer(settings, embedder))
    if settings.workers:
        from rag.workers import Workers

        assistant = Workers(assistant, open_assistant, settings.workers)
    threading.Thread(target=warm, args=(assistant, library), daemon=True).start()

    import uvicorn

    from web.application import create_app
    from web.guard.access import keys_needed
    from web.guard.access_log import write_access_log
    from web.guard.readers import opening
    from web.guard.wire import http_protocol
    from web.links import address_of
    from web.secrecy import keep_secrets

    if settings.access_log:
        write_access_log(settings.store)
    app = create_app(assistant, library, settings)
    keep_secrets(settings)
    config = uvicorn.Config(
        app,
        http=http_protocol(),
        log_level="warning",
        timeout_graceful_shutdown=2,
        proxy_headers=False,  # web.guard.proxies reads them
    )
    server = uvicorn.Server(config)
    if keys_needed(settings):
        print("接口需要密钥：用 python -m web.keys create 名称 新建。", flush=True)
    if opening(settings) == "login":
        print("网页需要登录：用 python -m web.users set 用户名 新建；BQA_PAGE 可改。", flush=True)
    address = address_of(settings.host, settings.port)
    print(f"通报问答已就绪：{address}（按 Ctrl+C 停止）", flush=True)
    server.run(sockets=[listener])


def chat_writer(settings: Settings, embedder: "Embedder") -> "Generator | None":
    """Return who writes with the chat model that the settings name; say whether it answers."""
    if not settings.chat_model:
        return None
    from rag.generate.loading import load_generator
    from rag.generate.model import check

    writer = load_generator(settings, embedder)
    tell = threading.Thread(target=lambda: print(check(writer.caller).line, flush=True))
    tell.daemon = True
    tell.start()
    return writer


def open_assistant(settings: Settings) -> "Assistant":
    """Open what a worker needs, in its own process."""
    from rag.chat import Assistant
    from rag.embedding.embedder import load_embedder
    from rag.generate.loading import load_generator

    embedder = load_embedder(settings)
    writer = load_generator(settings, embedder) if settings.chat_model else None
    assistant = Assistant(Library.open(settings.store, embedder), settings, writer)
    assistant.ask("各单位整改情况", generate=False)  # loads what is loaded at first use
    return assistant


def warm(assistant: "Assistant", library: Library) -> None:
    """Load dictionaries, model and themes before a visitor has to wait for them."""
    from web.views.compare import themes_in

    assistant.ask("各单位整改情况", generate=False)
    themes_in(library)


def listen(settings: Settings) -> socket.socket:
    """Take the address before any work is done, so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"不能使用地址 {settings.host}:{settings.port}（{error.strerror}）："
            "请用 --port 换一个端口，或先停止占用它的程序。"
        ) from error


def fill(library: Library, settings: Settings) -> None:
    """Index the bundled bulletins, with progress on the console; go on where it was stopped."""
    from rag.store.indexing import index_files, limits_of

    print(f"索引还没有收录完，先收录 {settings.corpus} 里的通报：", flush=True)
    library.fill_begun()
    report = index_files(
        library,
        [settings.corpus],
        limits=limits_of(settings),
        progress=lambda file: print(f"  {file.done}/{file.total} {file}", flush=True),
    )
    print(report, flush=True)
    if report.ok:
        library.fill_ended()


if __name__ == "__main__":
    sys.exit(main())
