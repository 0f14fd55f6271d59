"""What both workers share as programs: arguments, routes, signals, and the end of their parent."""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
import threading
from typing import Any, NoReturn

from http_messages import Request, Response, Route, Routes, json_response
from http_server import WorkerServer
from model_host import ModelHost
from structured_log import log, only_json_lines

#: Time for the running request when the worker stops: a short chunk of speech or window of audio. With the time that
#: the server needs to close it is less than AVATAR gives its processes; a test compares the two.
STOP_TIMEOUT_S = 1.0
#: How long the server may take to notice that it must close.
SERVER_POLL_S = 0.1
#: Wakes the main thread through the pipe of signal numbers, none of which is 0.
_PARENT_GONE = b"\0"


def common_arguments(description: str, served_model_name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; there is no login: keep it local")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one; the log line 'listening' names it")
    parser.add_argument("--served-model-name", default=served_model_name, help="id in /v1/models and in requests")
    parser.add_argument(
        "--preload", action=argparse.BooleanOptionalAction, default=True, help="load at start (default)"
    )
    parser.add_argument("--parent-pid", type=int, help="stop when this process ends (Linux)")
    return parser


def common_routes(host: ModelHost[Any], model_name: str, license: str) -> dict[tuple[str, str], Route]:
    """`/health`, `/v1/models`, `/load`, `/unload`. `license` is that of the weights, an SPDX expression."""

    def health(_: Request) -> Response:
        state = host.health()
        return json_response(state, 200 if state["status"] == "ready" else 503)

    def models(_: Request) -> Response:
        card = {"id": model_name, "object": "model", "owned_by": "avatar", "license": license}
        return json_response({"object": "list", "data": [card]})

    def load(_: Request) -> Response:
        status = host.start_loading()
        return json_response({"status": status}, 200 if status == "ready" else 202)

    def unload(request: Request) -> Response:
        host.unload(request.client.is_gone)
        return json_response({"status": "unloaded"})

    return {
        ("GET", "/health"): Route(health),
        ("GET", "/v1/models"): Route(models),
        ("POST", "/load"): Route(load),
        ("POST", "/unload"): Route(unload),
    }


def run_worker(args: argparse.Namespace, host: ModelHost[Any], routes: Routes) -> NoReturn:
    """Serves until SIGTERM, SIGINT or the parent's end, then ends the process: with 0, or 1 when it can't listen."""
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    # Signals arrive through the pipe, not through the handlers: Python calls a handler only when the signal interrupts
    # the read below, and no signal does so after cuDNN's first attention, which installs the handlers anew.
    signal.set_wakeup_fd(wake_write)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ignore)
    # F5-TTS prints the transcripts of voices, which must not reach a log.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    only_json_lines()
    try:
        server = WorkerServer(args.host, args.port, routes)
    except OSError as error:
        log("listen_failed", "error", port=args.port, detail=str(error))
        sys.exit(1)
    threading.Thread(target=server.serve_forever, args=(SERVER_POLL_S,), name="http", daemon=True).start()
    log("listening", host=args.host, port=server.server_address[1], pid=os.getpid())
    if args.parent_pid is not None:
        threading.Thread(target=_watch_parent, args=(args.parent_pid, wake_write), daemon=True).start()
    if args.preload:
        host.start_loading()

    received = os.read(wake_read, 1)
    log("stopping", reason="parent_gone" if received == _PARENT_GONE else signal.Signals(received[0]).name)
    server.shutdown()
    is_idle = host.close(STOP_TIMEOUT_S)
    log("stopped", interrupted=not is_idle)
    # Not sys.exit, which would destroy the model while its native threads still load or run it.
    os._exit(0)


def _ignore(_number: int, _frame: object) -> None:
    """Replaces Python's own handlers, which would end the process at once."""


def _watch_parent(pid: int, wake_write: int) -> None:
    """A pidfd becomes readable when its process ends: no polling, no mix-up with a later process of that number."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        os.write(wake_write, _PARENT_GONE)
        return
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    poll.poll()
    os.write(wake_write, _PARENT_GONE)
