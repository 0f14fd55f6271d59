"""A worker in this process behind a real socket, and the requests that tests send it."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
import unittest
from typing import Any, Callable, Mapping, Optional
from unittest import mock

import structured_log
from http_messages import Routes
from http_server import WorkerServer
from model_host import ModelHost
from testing.worker_process import Answer

#: A limit for tests that would otherwise hang; a test that passes never waits this long.
PATIENCE_S = 10.0
BOUNDARY = "----boundary"


class AppTest(unittest.TestCase):
    """Serves an app on a free port; what it logs goes to `self.logged`."""

    host: ModelHost[Any]

    def setUp(self) -> None:
        from script import reset

        self.script = reset()
        self.logged: list[dict[str, Any]] = []
        log = mock.patch.object(structured_log, "_write", lambda line: self.logged.append(json.loads(line)))
        log.start()
        self.addCleanup(log.stop)

    def serve(self, app: tuple[ModelHost[Any], Routes], until: Optional[str] = "ready") -> None:
        self.host, routes = app
        self.server = WorkerServer("127.0.0.1", 0, routes)
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(self._stop, thread)
        self.port = self.server.server_address[1]
        if until:
            self.host.start_loading()
            self.wait_for(lambda: self.host.health()["status"] == until)

    def _stop(self, thread: threading.Thread) -> None:
        self.script.go.set()
        self.script.load_go.set()
        self.server.shutdown()
        thread.join()
        self.server.server_close()

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Waits for a state of the model or its queue."""
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            self.assertLess(time.monotonic(), deadline, "it never came to that")
            time.sleep(0.005)

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.connect()
        self.addCleanup(connection.close)
        return connection

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = {}) -> Answer:
        connection = self.connect()
        connection.request(method, path, body, dict(headers))
        return Answer(connection.getresponse())

    def raw(self, data: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
        self.addCleanup(connection.close)
        connection.sendall(data)
        return connection


def in_background(work: Callable[[], Any]) -> Callable[[], Any]:
    """Runs it in a thread; the function answered waits for its result."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()

    def result() -> Any:
        thread.join(PATIENCE_S)
        return results[0]

    return result


def form(fields: Mapping[str, bytes | str]) -> tuple[bytes, dict[str, str]]:
    """A multipart body and its headers; the field `file` is sent as a file."""
    body = b""
    for name, value in fields.items():
        file_name = '; filename="speech.wav"\r\nContent-Type: audio/wav' if name == "file" else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file_name}\r\n\r\n'
        body += head.encode() + (value.encode() if isinstance(value, str) else value) + b"\r\n"
    body += f"--{BOUNDARY}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
