"""`multipart/form-data` (RFC 7578) without `cgi`, which Python 3.13 no longer has."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesHeaderParser

from api_error import ApiError

_MAX_PARTS = 50


def parse_multipart(headers: Message, body: bytes) -> dict[str, bytes]:
    """
    The fields by name, files as they are; the last one of repeated fields. Raises ApiError 415 for another content
    type, 400 for a broken form.
    """
    if headers.get_content_type() != "multipart/form-data":
        raise ApiError(415, "unsupported_content_type", "Send multipart/form-data.")
    boundary = headers.get_param("boundary")
    if not isinstance(boundary, str) or not 0 < len(boundary) <= 200 or not boundary.isascii():
        raise ApiError(400, "bad_form", "The form has no boundary.")
    # With a line break before it, the first delimiter looks like all others.
    _, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if not parts or not parts[-1].startswith(b"--") or len(parts) > _MAX_PARTS:
        raise ApiError(400, "bad_form", "The form is not complete.")
    fields: dict[str, bytes] = {}
    for part in parts[:-1]:
        # What is left of the delimiter's own line, blanks at most, then the part.
        padding, line_break, rest = part.partition(b"\r\n")
        head, blank_line, content = (b"\r\n" + rest).partition(b"\r\n\r\n")
        name = BytesHeaderParser().parsebytes(head[2:]).get_param("name", header="content-disposition")
        if padding.strip() or not line_break or not blank_line or not isinstance(name, str):
            raise ApiError(400, "bad_form", "A part of the form has no name.")
        fields[name] = content
    return fields
