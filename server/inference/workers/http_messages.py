"""What a route gets and what it answers."""

from __future__ import annotations

import json
import select
import socket
from dataclasses import dataclass, field
from email.message import Message
from typing import Callable, Iterator, Mapping, Union

#: Bodies of routes that take none, and of paths that are not there.
SMALL_BODY_BYTES = 65_536


class Client:
    """The other end of a request."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def is_gone(self) -> bool:
        """True once it closed its side; a client that half-closes after its request counts as closed too."""
        poll = select.poll()
        poll.register(self._connection, select.POLLIN)
        if not poll.poll(0):
            return False
        try:
            return self._connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True


@dataclass(frozen=True)
class Request:
    headers: Message
    body: bytes
    client: Client


@dataclass(frozen=True)
class Response:
    """`body` is the whole answer, or its pieces as they are made: those go out as a chunked stream."""

    body: Union[bytes, Iterator[bytes]]
    content_type: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    answer: Callable[[Request], Response]
    max_body_bytes: int = SMALL_BODY_BYTES


Routes = Mapping[tuple[str, str], Route]


def json_response(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value, ensure_ascii=False).encode(errors="replace"), status=status)
