"""The workers as programs: what a supervisor sees of them."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from testing.recordings import tone_wav
from testing.worker_process import WORKERS, Worker
from tests import STAND_INS
from tests.support import form
from wav_file import silent_wav

#: The stand-ins warn and leave folders behind as the real libraries do.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(STAND_INS), "PYTHONDONTWRITEBYTECODE": "1", "STAND_IN_IS_LOUD": "1"}
#: Ends a test that hangs.
PATIENCE_S = 20


class ProcessTest(unittest.TestCase):
    def worker(self, name: str, *arguments: str, **environment: str) -> Worker:
        worker = Worker(WORKERS / name, arguments, {**ENVIRONMENT, **environment}, PATIENCE_S)
        self.addCleanup(worker.end)
        return worker

    def whisper(self, *arguments: str, **environment: str) -> Worker:
        return self.worker("whisper_worker.py", "--model", "small", *arguments, **environment)

    def f5(self, *arguments: str, **environment: str) -> Worker:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name in ("model.safetensors", "vocab.txt", "config.yaml", "pytorch_model.bin"):
            Path(folder.name, name).touch()
        Path(folder.name, "default.wav").write_bytes(tone_wav(5))
        voice = ("--default-ref-audio", f"{folder.name}/default.wav", "--default-ref-text", "They say heliotrope.")
        return self.worker("f5_tts_worker.py", "--model-dir", folder.name, *voice, *arguments, **environment)

    def test_both_load_serve_and_stop_at_sigterm_and_keep_what_is_said_to_themselves(self) -> None:
        json_headers = {"Content-Type": "application/json"}
        upload = form({"file": silent_wav(1), "language": "en", "prompt": "heliotrope"})
        for worker, path, body in [
            (self.whisper(), "/v1/audio/transcriptions", upload),
            (self.f5(), "/v1/audio/speech", (b'{"input": "heliotrope it is"}', json_headers)),
        ]:
            with self.subTest(path=path):
                port = worker.event("listening")["port"]
                worker.event("model_ready")
                self.assertEqual(worker.ask(port, "GET", "/health").status, 200)
                answer = worker.ask(port, "POST", path, *body)
                self.assertEqual((answer.status, len(answer.body) > 0), (200, True))
                worker.process.send_signal(signal.SIGTERM)
                self.assertFalse(worker.event("stopped")["interrupted"])
                out, rest = worker.process.communicate(timeout=PATIENCE_S)
                self.assertEqual((worker.process.returncode, out, rest), (0, b"", b""))
                self.assertNotIn("heliotrope", "".join(worker.lines))

    def test_f5_tts_leaves_no_file_behind(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            worker = self.f5(TMPDIR=folder)
            port = worker.event("listening")["port"]
            worker.event("model_ready")
            answer = worker.ask(port, "POST", "/v1/audio/speech", b'{"input": "Good day"}', {"Content-Type": "application/json"})
            self.assertEqual(answer.status, 200)
            self.assertEqual(os.listdir(folder), [])
            worker.process.send_signal(signal.SIGTERM)
            self.assertEqual(worker.process.wait(PATIENCE_S), 0)
            self.assertEqual(os.listdir(folder), [])

    def test_a_model_that_hangs_does_not_keep_it_from_stopping(self) -> None:
        worker = self.whisper(STAND_IN_HANGS="1")
        port = worker.event("listening")["port"]
        worker.event("model_ready")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        connection.request("POST", "/v1/audio/transcriptions", *form({"file": silent_wav(1), "language": "en"}))
        worker.event("stand_in_hangs")
        worker.process.send_signal(signal.SIGTERM)
        self.assertTrue(worker.event("stopped")["interrupted"])
        self.assertEqual(worker.process.wait(PATIENCE_S), 0)
        connection.close()

    def test_it_ends_with_its_parent(self) -> None:
        parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        worker = self.whisper("--parent-pid", str(parent.pid))
        worker.event("model_ready")
        parent.kill()
        parent.communicate()
        self.assertEqual(worker.event("stopping")["reason"], "parent_gone")
        self.assertEqual(worker.process.wait(PATIENCE_S), 0)
        # The pid of a process that has ended already.
        self.assertEqual(self.whisper("--parent-pid", str(parent.pid)).event("stopping")["reason"], "parent_gone")

    def test_without_preload_it_waits_for_load(self) -> None:
        worker = self.whisper("--no-preload")
        port = worker.event("listening")["port"]
        self.assertEqual(worker.ask(port, "GET", "/health").json["status"], "unloaded")
        self.assertEqual(worker.ask(port, "POST", "/load").status, 202)
        worker.event("model_ready")

    def test_a_port_that_is_taken(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            worker = self.whisper("--port", str(taken.getsockname()[1]))
            self.assertIn("in use", worker.event("listen_failed")["detail"])
            self.assertEqual(worker.process.wait(PATIENCE_S), 1)

    def test_a_missing_package_is_a_failed_load(self) -> None:
        worker = self.whisper(PYTHONPATH="")
        port = worker.event("listening")["port"]
        worker.event("model_load_failed")
        health = worker.ask(port, "GET", "/health").json
        self.assertEqual(health["status"], "failed")
        self.assertEqual(health["detail"], "ModuleNotFoundError: No module named 'faster_whisper'")
