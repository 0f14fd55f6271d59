"""A worker as a program, and what a supervisor sees of it."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any, Iterator, Mapping

WORKERS = Path(__file__).parent.parent


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> Any:
        return self.json["error"]["code"]


class Worker:
    """
    A worker's process on a free port. Every line of its stderr must be JSON with an `event`. `patience_s` ends a test
    that hangs.
    """

    def __init__(self, program: Path, arguments: tuple[str, ...], env: Mapping[str, str], patience_s: float) -> None:
        self._patience_s = patience_s
        self.process = subprocess.Popen(
            [sys.executable, str(program), "--port", "0", *arguments],
            env=dict(env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.lines: list[str] = []
        self._events = self._read()

    def _read(self) -> Iterator[dict[str, Any]]:
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line.decode())
            yield json.loads(line)

    def event(self, name: str) -> dict[str, Any]:
        """The next event of that name; those before it are passed over."""
        too_late = threading.Timer(self._patience_s, self.process.kill)
        too_late.start()
        try:
            for event in self._events:
                if event["event"] == name:
                    return event
        finally:
            too_late.cancel()
        raise AssertionError(f"it ended without {name}: {self.lines}")

    def ask(self, port: int, method: str, path: str, *body: Any) -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=self._patience_s)) as connection:
            connection.request(method, path, *body)
            return Answer(connection.getresponse())

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
