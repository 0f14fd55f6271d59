"""The HTTP contract that both workers share, on the Whisper worker."""

from __future__ import annotations

import socket
from unittest import mock

import http_server
from http_messages import Routes
from model_host import ModelHost
from testing.worker_process import Answer
from tests.support import AppTest, form, in_background
from wav_file import silent_wav
from whisper_model import WhisperModel
from whisper_worker import MAX_UPLOAD_BYTES, create_whisper_app, parse_arguments

SPEECH = form({"file": silent_wav(1), "language": "en"})


def app() -> tuple[ModelHost[WhisperModel], Routes]:
    return create_whisper_app(parse_arguments(["--port", "0", "--model", "/models/small"]))


def read_all(connection: socket.socket) -> bytes:
    received = b""
    while piece := connection.recv(65_536):
        received += piece
    return received


class StatesTest(AppTest):
    def test_listens_while_it_loads_and_says_how_far_it_is(self) -> None:
        self.script.load_go.clear()
        self.serve(app(), until=None)
        self.assertEqual(self.ask("GET", "/health").json["status"], "unloaded")
        self.host.start_loading()
        self.wait_for(lambda: self.host.health()["progress"] == 0.3)
        health = self.ask("GET", "/health")
        self.assertEqual((health.status, health.json), (503, {"status": "loading", "progress": 0.3, "detail": None}))
        self.assertEqual(self.ask("GET", "/v1/models").json["data"][0]["id"], "whisper")
        refused = self.ask("POST", "/v1/audio/transcriptions", *SPEECH)
        self.assertEqual((refused.status, refused.code), (503, "model_loading"))
        self.assertEqual(self.ask("POST", "/unload").status, 409)
        self.script.load_go.set()
        self.wait_for(lambda: self.host.health()["status"] == "ready")
        health = self.ask("GET", "/health")
        self.assertEqual((health.status, health.json), (200, {"status": "ready", "progress": None, "detail": None}))

    def test_a_failed_load_says_why_and_can_be_tried_again(self) -> None:
        self.script.load_error = RuntimeError("Unable to open file 'model.bin'")
        self.serve(app(), until="failed")
        health = self.ask("GET", "/health")
        self.assertEqual(health.status, 503)
        self.assertEqual(health.json["detail"], "RuntimeError: Unable to open file 'model.bin'")
        self.script.load_error = None
        again = self.ask("POST", "/load")
        self.assertEqual((again.status, again.json), (202, {"status": "loading"}))
        self.wait_for(lambda: self.host.health()["status"] == "ready")
        self.assertEqual(self.ask("POST", "/load").status, 200)

    def test_a_name_that_is_no_utf8_can_be_told(self) -> None:
        self.script.load_error = FileNotFoundError("/models/\udcff is not there")  # As os.fsdecode gives it.
        self.serve(app(), until="failed")
        health = self.ask("GET", "/health")
        self.assertEqual((health.status, health.json["detail"]), (503, "FileNotFoundError: /models/? is not there"))
        self.wait_for(lambda: self.logged[-1]["event"] == "model_load_failed")

    def test_unload_waits_for_the_request_that_runs(self) -> None:
        self.serve(app())
        self.script.go.clear()
        running = in_background(lambda: self.ask("POST", "/v1/audio/transcriptions", *SPEECH))
        self.assertTrue(self.script.begun.wait(10))
        unloading = in_background(lambda: self.ask("POST", "/unload"))
        self.wait_for(lambda: len(self.host._waiting) == 1)
        self.script.go.set()
        self.assertEqual(running().json, {"text": "hello"})
        self.assertEqual(unloading().json, {"status": "unloaded"})
        refused = self.ask("POST", "/v1/audio/transcriptions", *SPEECH)
        self.assertEqual((refused.status, refused.code), (503, "model_unloaded"))

    def test_two_unloads_at_once_both_succeed(self) -> None:
        self.serve(app())
        self.script.go.clear()
        speaking = in_background(lambda: self.ask("POST", "/v1/audio/transcriptions", *SPEECH))
        self.assertTrue(self.script.begun.wait(10))
        unloads = []
        for index in range(2):
            unloads.append(in_background(lambda: self.ask("POST", "/unload")))
            self.wait_for(lambda: len(self.host._waiting) == index + 1)
        self.script.go.set()
        self.assertEqual([result().status for result in (speaking, *unloads)], [200] * 3)

    def test_a_full_queue_refuses(self) -> None:
        self.serve(app())
        self.script.go.clear()
        running = in_background(lambda: self.ask("POST", "/v1/audio/transcriptions", *SPEECH))
        self.assertTrue(self.script.begun.wait(10))
        with mock.patch("model_host.MAX_WAITING", 0):
            refused = self.ask("POST", "/v1/audio/transcriptions", *SPEECH)
        self.assertEqual((refused.status, refused.code), (503, "queue_full"))
        self.script.go.set()
        self.assertEqual(running().status, 200)


class RequestsTest(AppTest):
    def setUp(self) -> None:
        super().setUp()
        self.serve(app())

    def test_a_connection_serves_on_after_an_error(self) -> None:
        connection = self.connect()
        for method, path, status, code in [
            ("POST", "/nowhere", 404, "not_found"),
            ("GET", "/load", 405, "method_not_allowed"),
            ("POST", "/v1/audio/transcriptions", 415, "unsupported_content_type"),
        ]:
            connection.request(method, path, b"some body", {"Content-Type": "text/plain"})
            answer = Answer(connection.getresponse())
            self.assertEqual((answer.status, answer.code), (status, code))
            self.assertEqual(answer.json["error"]["type"], "invalid_request_error")
            self.assertEqual(answer.headers["Content-Type"], "application/json")
        connection.request("GET", "/health?verbose=1")
        self.assertEqual(connection.getresponse().status, 200)
        self.assertNotIn(b"some body", repr(self.logged).encode())

    def test_a_body_that_is_too_large_is_refused_in_words(self) -> None:
        refused = self.ask("POST", "/load", bytes(100_000))
        self.assertEqual((refused.status, refused.code), (413, "body_too_large"))
        self.assertEqual(refused.headers["Connection"], "close")
        head = f"POST /v1/audio/transcriptions HTTP/1.1\r\nContent-Length: {MAX_UPLOAD_BYTES + 1}\r\n\r\n"
        connection = self.raw(head.encode())
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(read_all(connection).split()[1], b"413")

    def test_a_body_without_a_length_or_with_a_false_one(self) -> None:
        for head, status in [
            ("Transfer-Encoding: chunked", b"411"),
            ("Content-Length: -1", b"400"),
            ("Content-Length: 1e3", b"400"),
        ]:
            connection = self.raw(f"POST /load HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n5\r\nhello\r\n0\r\n\r\n".encode())
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(read_all(connection).split()[1], status)

    def test_what_is_not_http_gets_an_error_in_json(self) -> None:
        for line, status in [
            (b"BREW /health HTTP/1.1", b"501"),
            (b"hello", b"400"),
            (b"GET /" + b"a" * 70_000, b"414"),
        ]:
            connection = self.raw(line + b"\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            answer = read_all(connection)
            self.assertIn(status, answer.split()[:2] if line != b"hello" else [status])
            self.assertIn(b'"code": "bad_request"', answer)

    def test_web_pages_may_not_use_it(self) -> None:
        refused = self.ask("POST", "/unload", headers={"Origin": "http://evil.example"})
        self.assertEqual((refused.status, refused.code), (403, "no_browsers"))
        self.assertEqual(self.ask("GET", "/health").status, 200)

    def test_slow_clients_are_sent_away(self) -> None:
        with mock.patch.multiple(http_server, HEAD_TIMEOUT_S=0.05):
            self.assertEqual(read_all(self.raw(b"GET /hea")), b"")
        with mock.patch.multiple(http_server, BODY_TIMEOUT_S=0.05, LINGER_S=0.05):
            answer = read_all(self.raw(b"POST /load HTTP/1.1\r\nContent-Length: 10\r\n\r\nslow"))
        self.assertEqual(answer.split()[1], b"408")

    def test_a_client_that_never_ends_its_head_is_sent_away_however_often_it_sends(self) -> None:
        with mock.patch.multiple(http_server, HEAD_TIMEOUT_S=0.2):
            connection = self.raw(b"GET /health HTTP/1.1\r\n")
            with self.assertRaises(OSError):
                while True:
                    connection.sendall(b"X: y\r\n")
                    connection.settimeout(0.01)
                    try:
                        if connection.recv(1) == b"":
                            raise ConnectionError
                    except TimeoutError:
                        pass

    def test_too_many_connections_are_closed_and_a_place_comes_free_again(self) -> None:
        kept = []
        for _ in range(http_server.MAX_CONNECTIONS):
            kept.append(self.connect())
            kept[-1].request("GET", "/health")
            self.assertEqual(Answer(kept[-1].getresponse()).status, 200)
        self.assertEqual(read_all(self.raw(b"")), b"")
        kept[0].close()
        # The thread of the closed connection gives its place back in its own time.
        self.assertTrue(self.server._free_connections.acquire(timeout=10))
        self.server._free_connections.release()
        self.assertEqual(self.ask("GET", "/health").status, 200)
