"""
A small HTTP/1.1 server on the standard library's: routes in a table, JSON errors, bounded bodies, deadlines for slow
clients, streamed answers, and a way to see that a client has left. It stays our own until it needs a feature that it
lacks: Starlette on uvicorn, tried in its place, reads bodies without a limit, holds a half-sent head or body open without
end, and answers a broken head in plain text, so that the limits, deadlines and errors below would remain to be written.
"""

from __future__ import annotations

import io
import json
import math
import socket
import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Iterator, Mapping, Optional

from api_error import ApiError, ClientGone, is_out_of_memory, to_api_error
from http_messages import SMALL_BODY_BYTES, Client, Request, Response, Routes
from structured_log import log, where

#: Between two requests of a kept connection, and for the head of the next one, seconds.
HEAD_TIMEOUT_S = 30.0
#: For a whole body; on loopback 25 MB take far less than a second.
BODY_TIMEOUT_S = 15.0
#: A client that reads nothing for this long counts as closed; only its own thread waits.
WRITE_TIMEOUT_S = 30.0
#: How long the rest of a refused request is read and discarded: closing at once could reset the answer unread.
LINGER_S = 5.0
#: Each connection has a thread.
MAX_CONNECTIONS = 64


class WorkerServer(ThreadingHTTPServer):
    """Listens as soon as it is created. Port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int, routes: Routes) -> None:
        self.routes = routes
        self._free_connections = threading.BoundedSemaphore(MAX_CONNECTIONS)
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer's own method asks DNS for this machine's name, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[0], self.server_address[1]  # type: ignore[assignment]

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._free_connections.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            log("too_many_connections", "warn")
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free_connections.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        log("connection_failed", "error")


class _DeadlineReader(io.RawIOBase):
    """Reads a socket until a deadline for the whole, so that a byte now and then does not hold a thread for ever."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._deadline = math.inf

    def allow(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class _Handler(BaseHTTPRequestHandler):
    server: WorkerServer
    rfile: io.BufferedReader
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def version_string(self) -> str:
        return "avatar-worker"

    def setup(self) -> None:
        super().setup()
        self._reader = _DeadlineReader(self.connection)
        self.rfile = io.BufferedReader(self._reader)
        self._unread_body = False

    def handle_one_request(self) -> None:
        self._reader.allow(HEAD_TIMEOUT_S)
        try:
            super().handle_one_request()
        except (ConnectionError, ClientGone):
            self.close_connection = True

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        started = time.monotonic()
        path = self.path.partition("?")[0]
        self._status = 0
        self._code: Optional[str] = None
        self._unread_body = True
        try:
            self._send(self._answer(path))
        except ClientGone:
            self.close_connection = True
            self._code = "client_gone"
        except Exception as error:
            self._fail(error, path)
        # Successful GETs are not logged: health checks come every second.
        if self.command != "GET" or (self._code and path != "/health"):
            duration_ms = round((time.monotonic() - started) * 1000)
            log(
                "request_complete",
                path=path[:100],
                status=self._status or None,
                code=self._code,
                duration_ms=duration_ms,
            )

    def _answer(self, path: str) -> Response:
        if self.headers.get("Origin") is not None:
            raise ApiError(403, "no_browsers", "Web pages may not use this server.")
        route = self.server.routes.get((self.command, path))
        body = self._read_body(route.max_body_bytes if route else SMALL_BODY_BYTES)
        if route:
            return route.answer(Request(self.headers, body, Client(self.connection)))
        if any(known == path for _, known in self.server.routes):
            raise ApiError(405, "method_not_allowed", f"{self.command} is not for this path.")
        raise ApiError(404, "not_found", "There is nothing at this path.")

    def _read_body(self, max_bytes: int) -> bytes:
        if self.headers.get("Transfer-Encoding") is not None:
            raise ApiError(411, "length_required", "Send the body with a Content-Length.")
        text = self.headers.get("Content-Length", "0").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise ApiError(400, "bad_content_length", "The Content-Length is not a number.")
        length = int(text)
        if length > max_bytes:
            raise ApiError(413, "body_too_large", f"At most {max_bytes} bytes.")
        self._reader.allow(BODY_TIMEOUT_S)
        try:
            body = self.rfile.read(length)
        except TimeoutError:
            raise ApiError(408, "body_timeout", f"The body was not complete within {BODY_TIMEOUT_S:.0f} s.") from None
        if len(body) < length:
            raise ClientGone
        self._unread_body = False
        return body

    def _send(self, response: Response) -> None:
        if isinstance(response.body, bytes):
            self._head(response, {"Content-Length": str(len(response.body))})
            self._write(response.body)
        else:
            self._send_stream(response, response.body)

    def _send_stream(self, response: Response, pieces: Iterator[bytes]) -> None:
        if self.request_version == "HTTP/1.0":
            raise ApiError(505, "http_version", "Streamed answers need HTTP/1.1.")
        # Take the first piece before the head is sent: a failure until then still gets its own status.
        piece = next(pieces, None)
        self._head(response, {"Transfer-Encoding": "chunked"})
        while piece is not None:
            if piece:
                self._write(b"%x\r\n%b\r\n" % (len(piece), piece))
            piece = next(pieces, None)
        self._write(b"0\r\n\r\n")

    def _head(self, response: Response, framing: Mapping[str, str]) -> None:
        self._status = response.status
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        for name, value in {**response.headers, **framing}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self._guarded(self.end_headers)

    def _write(self, data: bytes) -> None:
        self._guarded(lambda: self.wfile.write(data))

    def _guarded(self, write: Callable[[], object]) -> None:
        self.connection.settimeout(WRITE_TIMEOUT_S)
        try:
            write()
        except OSError as error:
            raise ClientGone from error

    def _fail(self, error: Exception, path: str) -> None:
        told = to_api_error(error)
        self._code = told.code
        if not isinstance(error, ApiError):
            detail = told.message if is_out_of_memory(error) else None
            log(told.code, "error", path=path[:100], error=type(error).__name__, detail=detail, where=where(error))
        if self._status:
            # The head said 200 already, so only a stream that ends without its end mark can report the failure.
            self.close_connection = True
            return
        try:
            self._refuse(told)
        except ClientGone:
            self.close_connection = True

    def _refuse(self, error: ApiError) -> None:
        linger = self._unread_body
        self.close_connection = self.close_connection or linger
        self._send(Response(json.dumps(error.body()).encode(), status=error.status))
        if linger:
            self._discard_input()

    def _discard_input(self) -> None:
        try:
            self.connection.shutdown(socket.SHUT_WR)
            self._reader.allow(LINGER_S)
            while self.rfile.read1(65_536):
                pass
        except OSError:
            pass

    def send_error(self, code: int, message: Any = None, explain: Any = None) -> None:
        """Answers a refusal of the base class (broken head, unknown method) in our shape; the connection is closed."""
        self.close_connection = True
        self._unread_body = True
        self._refuse(ApiError(code, "bad_request", self.responses.get(code, ("Bad request", ""))[0]))

    def log_message(self, format: str, *args: Any) -> None:
        """Logs nothing: `request_complete` is the line of a request."""
