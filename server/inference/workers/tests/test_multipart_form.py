from __future__ import annotations

import unittest
from email.message import Message

from api_error import ApiError
from multipart_form import parse_multipart
from tests.support import form


def headers(content_type: str) -> Message:
    message = Message()
    message["Content-Type"] = content_type
    return message


class MultipartTest(unittest.TestCase):
    def test_files_come_out_byte_for_byte(self) -> None:
        every_pair = bytes(byte for high in range(256) for low in range(256) for byte in (high, low))
        for content in (every_pair, b"", b"\r\n", b"\r\n--", b"\r\n\r\n"):
            with self.subTest(content=content[:20]):
                body, sent = form({"file": content, "language": "zh", "prompt": "台積電"})
                fields = parse_multipart(headers(sent["Content-Type"]), body)
                self.assertEqual(fields, {"file": content, "language": b"zh", "prompt": "台積電".encode()})

    def test_a_boundary_in_quotes_a_preamble_and_an_epilogue(self) -> None:
        body = b'hello\r\n--a b \r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--a b--\r\nbye'
        self.assertEqual(parse_multipart(headers('multipart/form-data; boundary="a b"'), body), {"x": b"1"})

    def test_broken_forms_are_refused(self) -> None:
        whole, sent = form({"file": b"RIFF"})
        for content_type, body, status in [
            ("application/json", b"{}", 415),
            ("multipart/form-data", whole, 400),
            (sent["Content-Type"], whole[:-10], 400),
            (sent["Content-Type"], b"", 400),
            (sent["Content-Type"], whole.replace(b'name="file"; ', b""), 400),
            (sent["Content-Type"], whole.replace(b"\r\n\r\n", b"\r\n"), 400),
            (sent["Content-Type"], form({str(index): b"" for index in range(60)})[0], 400),
        ]:
            with self.subTest(content_type=content_type, body=body[:80]):
                with self.assertRaises(ApiError) as raised:
                    parse_multipart(headers(content_type), body)
                self.assertEqual(raised.exception.status, status)
