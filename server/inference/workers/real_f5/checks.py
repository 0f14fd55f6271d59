"""
Checks the worker with the real library and the weights that `real_f5.random_weights` wrote into FOLDER.

    python -m real_f5.checks FOLDER --size small|full --report FILE
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import wave
from array import array
from pathlib import Path
from typing import Any

from testing.recordings import babble_wav, tone_wav
from testing.worker_process import WORKERS, Answer, Worker
from wav_file import silent_wav

SPEECH = "/v1/audio/speech"
JSON = {"Content-Type": "application/json"}
RATE_HZ, HOP, FADE = 24_000, 256, 480
REFERENCE_TEXT = "Some call me nature, others call me mother nature."
REFERENCE_S = 3
LONG = "The first sentence takes its time to be spoken in full. The second one does as well, and so it is its own chunk."
#: SIGTERM to SIGKILL in AVATAR's supervisor.
GRACE_S = 3.0
#: A busy machine without a GPU needs minutes for a sentence of the full size.
PATIENCE_S = 1200.0
options: argparse.Namespace
report: Report


class Report:
    """Everything that is printed, on the screen as it comes and in a file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")

    def write(self, text: str) -> None:
        sys.stdout.write(text)
        self._file.write(text)

    def flush(self) -> None:
        sys.stdout.flush()
        self._file.flush()


def tell(fact: str) -> None:
    """A line of the report, below its check."""
    report.write(f"\n    {fact}")
    report.flush()


def loudness(pcm: bytes) -> float:
    """Root mean square of PCM16, 1 = full scale."""
    samples = array("h", pcm)
    return float((sum(value * value for value in samples) / len(samples)) ** 0.5 / 32768)


class RealF5Test(unittest.TestCase):
    """One worker for all checks of a class, which start and stop no other."""

    arguments: tuple[str, ...] = ()
    folder: Path
    fault: Path
    worker: Worker
    port: int
    ready_s: float

    @classmethod
    def setUpClass(cls) -> None:
        temporary = tempfile.TemporaryDirectory(prefix="real-f5-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        for name in ("tmp", "profiles"):
            (cls.folder / name).mkdir()
        (cls.folder / "default.wav").write_bytes(babble_wav(REFERENCE_S))
        cls.fault = cls.folder / "fault"
        cls.worker = cls.start(*cls.arguments)
        cls.addClassCleanup(cls.worker.end)
        cls.port = int(cls.worker.event("listening")["port"])
        started = time.monotonic()
        cls.worker.event("model_ready")
        cls.ready_s = time.monotonic() - started

    @classmethod
    def start(cls, *arguments: str, model: str = "model", **environment: str) -> Worker:
        voice = ("--default-ref-audio", f"{cls.folder}/default.wav", "--default-ref-text", REFERENCE_TEXT)
        common = ("--model-dir", str(options.folder / model), "--profiles-dir", f"{cls.folder}/profiles", *voice)
        env = {
            **os.environ,
            "TMPDIR": f"{cls.folder}/tmp",
            "FAULT_FILE": f"{cls.folder}/fault",
            "PYTHONPATH": str(options.folder / "package"),
            **environment,
        }
        program = WORKERS / "real_f5" / "watched_worker.py"
        device = ("--device", options.device, "--parent-pid", str(os.getpid()))
        return Worker(program, (*common, *device, *arguments), env, PATIENCE_S)

    def speak(self, text: str = "Good morning to you.", **fields: Any) -> Answer:
        return self.worker.ask(self.port, "POST", SPEECH, json.dumps({"input": text, **fields}).encode(), JSON)

    def begin(self, text: str, **fields: Any) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("POST", SPEECH, json.dumps({"input": text, **fields}), JSON)
        return connection

    def profile(self, name: str, recording: bytes) -> dict[str, str]:
        (self.folder / "profiles" / name).write_bytes(recording)
        return {"ref_audio": name, "ref_text": REFERENCE_TEXT}

    def memory_mb(self) -> int:
        """Resident memory of the worker."""
        status = Path(f"/proc/{self.worker.process.pid}/status").read_text(encoding="utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024


class SpeakingTest(RealF5Test):
    def test_it_speaks_as_long_as_the_text_asks(self) -> None:
        tell(f"ready after {self.ready_s:.1f} s, {self.memory_mb()} MB")
        pace = 0.0
        few: dict[str, Any] = {"nfe_step": 5}
        cases: list[dict[str, Any]] = [few, {**few, "speed": 0.7}, {**few, "speed": 2}, {"nfe_step": 7}, {}, {"mode": "hq"}]
        for fields in cases if options.size == "small" else [few, {}]:
            text = "Good morning to you all."
            started = time.monotonic()
            answer = self.speak(text, **fields)
            self.assertEqual((answer.status, answer.headers["X-Sample-Rate"]), (200, str(RATE_HZ)))
            samples = len(answer.body) // 2
            frames = samples / HOP + 1
            self.assertEqual(frames, int(frames), "whole frames, less one")
            at_speed_1 = frames * fields.get("speed", 1)
            pace = pace or at_speed_1
            self.assertAlmostEqual(at_speed_1, pace, delta=2)
            self.assertGreater(loudness(answer.body), 0.001)
            tell(f"{fields}: {samples / RATE_HZ:.2f} s of sound in {time.monotonic() - started:.1f} s")

    def test_a_long_text_comes_chunk_by_chunk(self) -> None:
        if options.size == "full":
            self.skipTest("with the small network")
        answer = self.speak(LONG, nfe_step=5)
        self.assertEqual(answer.status, 200)
        self.assertEqual((len(answer.body) // 2 + FADE) % HOP, 0, "two chunks, joined over 20 ms")

    def test_chinese_short_and_odd_texts(self) -> None:
        texts = ["你好，很高興認識你。", "好。", "Hi.", "2024年（真的）：ＡＢＣ　１００％", "ㄅㄆㄇ 🙂 ①", "Привет, こんにちは"]
        for text in texts if options.size == "small" else texts[:2]:
            with self.subTest(text=text):
                answer = self.speak(text, nfe_step=5)
                self.assertEqual(answer.status, 200)
                self.assertLess(len(answer.body) / 2 / RATE_HZ, 16)

    def test_a_seed_makes_it_repeatable(self) -> None:
        def sound(**fields: Any) -> str:
            return hashlib.sha256(self.speak(nfe_step=5, **fields).body).hexdigest()

        self.assertEqual(sound(seed=1), sound(seed=1))
        self.assertNotEqual(sound(seed=1), sound(seed=2))
        self.assertNotEqual(sound(), sound())

    def test_zz_nothing_connected_anywhere_and_nothing_was_printed(self) -> None:
        self.worker.process.send_signal(signal.SIGTERM)
        out, rest = self.worker.process.communicate(timeout=60)
        lines = [json.loads(line) for line in [*self.worker.lines, *rest.decode().splitlines()]]
        self.assertEqual(out, b"")
        self.assertEqual([line for line in lines if line["event"] == "connected"], [])
        self.assertNotIn("nature", repr(lines))
        self.assertEqual(os.listdir(self.folder / "tmp"), [])
        tell(f"{len(lines)} lines on stderr, each JSON; none on stdout")


class TroubleTest(RealF5Test):
    def setUp(self) -> None:
        if options.size == "full":
            self.skipTest("with the small network")

    def test_nothing_of_a_failed_request_is_heard_in_the_next(self) -> None:
        text, secret, other = "Good morning, my dear.", "The safe is behind it.", "A text of another length."
        fields: dict[str, Any] = {"nfe_step": 5, "seed": 3}
        expected = self.speak(text, **fields).body
        self.assertNotEqual(self.speak(secret, **fields).body, expected)
        for fault, status, code in (("memory", 507, "out_of_memory"), ("nan", 500, "no_audio")):
            self.fault.write_text(fault, encoding="utf-8")
            failed = self.speak(secret, **fields)
            self.fault.unlink()
            self.assertEqual((failed.status, failed.code), (status, code))
            self.assertEqual(self.speak(text, **fields).body, expected)
            self.assertEqual(self.speak(other, **fields).status, 200)

    def test_recordings_that_can_not_be_read(self) -> None:
        broken = {"text": b"This is no sound.", "empty": b"", "cut off": tone_wav(5)[:30], "zeros": bytes(5000)}
        for name, recording in broken.items():
            answer = self.speak(**self.profile("broken.wav", recording))
            self.assertEqual((name, answer.status, answer.code), (name, 400, "ref_audio_unreadable"))
        tell(f"the answer: {answer.json['error']['message']}")
        for recording in (silent_wav(5, RATE_HZ), tone_wav(0.3)):
            answer = self.speak(**self.profile("silent.wav", recording))
            self.assertEqual((answer.status, answer.code), (400, "ref_audio_silent"))

    def test_other_formats_need_ffmpeg(self) -> None:
        source = self.folder / "source.wav"
        source.write_bytes(babble_wav(REFERENCE_S))
        has_ffmpeg = shutil.which("ffmpeg") is not None and shutil.which("ffprobe") is not None
        names = ["x.flac", "x.ogg", "x.mp3", "x.m4a", "float.wav"]
        if has_ffmpeg:
            for name in names:
                codec = ["-c:a", "pcm_f32le"] if name.startswith("float") else []
                target = str(self.folder / "profiles" / name)
                command = ["ffmpeg", "-v", "error", "-i", str(source), *codec, target]
                subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        else:
            import soundfile

            samples, rate_hz = soundfile.read(source)
            names = ["x.flac", "x.ogg", "float.wav"]
            for name in names:
                kind = {"subtype": "FLOAT"} if name.startswith("float") else {}
                soundfile.write(self.folder / "profiles" / name, samples, rate_hz, **kind)
        for name in names:
            answer = self.speak(nfe_step=5, ref_audio=name, ref_text=REFERENCE_TEXT)
            self.assertEqual((name, answer.status), (name, 200 if has_ffmpeg else 400))
            if not has_ffmpeg:
                self.assertIn("ffmpeg", answer.json["error"]["message"])
        tell(f"{', '.join(names)}: {'read' if has_ffmpeg else 'refused, as ffmpeg and ffprobe are not here'}")

    def test_other_recordings_that_can_be_read(self) -> None:
        for name, recording in {"stereo": babble_wav(REFERENCE_S, 44_100, channels=2), "16 kHz": babble_wav(REFERENCE_S, 16_000)}.items():
            self.assertEqual((name, self.speak(nfe_step=5, **self.profile("other.wav", recording)).status), (name, 200))

    def test_transcripts_that_do_not_fit(self) -> None:
        reference = self.profile("fit.wav", babble_wav(REFERENCE_S))
        for text, status in (("x", 400), ("word " * 40, 400), ("Good day.", 200), ("word " * 20, 200)):
            answer = self.speak("Good morning.", nfe_step=5, speed=0.25, ref_audio=reference["ref_audio"], ref_text=text)
            self.assertEqual((text, answer.status), (text, status))
            if status == 400:
                self.assertEqual(answer.code, "ref_text_mismatch")
            else:
                seconds = len(answer.body) / 2 / RATE_HZ
                self.assertLess(seconds, 22)
                tell(f"'Good morning.' at speed 0.25, transcript of {len(text)} bytes for {REFERENCE_S} s: {seconds:.1f} s")

    def test_quiet_recordings_are_as_loud_as_others(self) -> None:
        heard = []
        for name, level in (("loud.wav", 0.1), ("quiet.wav", 0.01)):
            reference = self.profile(name, babble_wav(REFERENCE_S, level=level))
            heard.append(loudness(self.speak(nfe_step=5, seed=1, **reference).body))
        tell(f"root mean square of the speech: {heard[0]:.4f}, of a recording a tenth as loud {heard[1]:.4f}")
        self.assertAlmostEqual(heard[1] / heard[0], 1, delta=0.2)

    def test_two_at_once_and_one_that_leaves(self) -> None:
        connections = [self.begin(LONG, nfe_step=5) for _ in range(2)]
        bodies = [connection.getresponse().read() for connection in connections]
        self.assertEqual(len(bodies[0]), len(bodies[1]))
        gone = self.begin(LONG * 20, nfe_step=5)
        gone.getresponse().read(1000)
        gone.close()
        self.assertEqual(self.speak(nfe_step=5).status, 200)

    def test_memory_is_flat_and_comes_back(self) -> None:
        chooser = random.Random(1)
        sizes = []
        for _ in range(8):
            self.speak(" ".join(chooser.choices(["one", "two", "three", "four"], k=9)), nfe_step=5)
            sizes.append(self.memory_mb())
        self.assertEqual(self.worker.ask(self.port, "POST", "/unload").status, 200)
        unloaded = self.memory_mb()
        self.assertEqual(self.speak().code, "model_unloaded")
        self.worker.ask(self.port, "POST", "/load")
        self.worker.event("model_ready")
        self.assertEqual(self.speak(nfe_step=5).status, 200)
        tell(f"resident MB over 8 requests: {sizes[0]} to {sizes[-1]}; unloaded {unloaded}; again {self.memory_mb()}")
        self.assertLess(sizes[-1], sizes[2] + 200)

    def test_zz_it_ends_in_time_while_it_speaks(self) -> None:
        before = len(self.worker.lines)
        connection = self.begin(LONG, mode="hq")
        thread = threading.Thread(target=lambda: self._swallow(connection))
        thread.start()
        time.sleep(1)
        asked = time.monotonic()
        self.worker.process.send_signal(signal.SIGTERM)
        code = self.worker.process.wait(60)
        took_s = time.monotonic() - asked
        thread.join()
        tell(f"SIGTERM while it speaks: ended after {took_s:.1f} s")
        self.assertEqual(code, 0)
        self.assertLess(took_s, GRACE_S)
        self.assertGreaterEqual(len(self.worker.lines), before)
        self.assertEqual(os.listdir(self.folder / "tmp"), [])

    @staticmethod
    def _swallow(connection: http.client.HTTPConnection) -> None:
        try:
            connection.getresponse().read()
        except (http.client.HTTPException, OSError):
            pass


class LoadTest(RealF5Test):
    """Loads that fail, each in a process of its own."""

    @classmethod
    def setUpClass(cls) -> None:
        if options.size == "full":
            raise unittest.SkipTest("with the small network")
        super().setUpClass()

    def fails(self, *arguments: str, model: str = "model") -> str:
        worker = self.start(*arguments, model=model)
        self.addCleanup(worker.end)
        return str(worker.event("model_load_failed")["detail"])

    def variant(self) -> Path:
        """A folder of the model's files, in which some may be replaced."""
        folder = Path(tempfile.mkdtemp(dir=options.folder))
        self.addCleanup(shutil.rmtree, folder)
        for path in (options.folder / "model").rglob("*"):
            if path.is_file():
                target = folder / path.relative_to(options.folder / "model")
                target.parent.mkdir(exist_ok=True)
                target.symlink_to(path)
        return folder

    def test_files_that_are_cut_off_or_of_another_model(self) -> None:
        for name in ("model_1250000.safetensors", "vocab.txt", "vocos/pytorch_model.bin"):
            folder = self.variant()
            whole = (folder / name).read_bytes()
            (folder / name).unlink()
            (folder / name).write_bytes(whole[: len(whole) // 2])
            detail = self.fails(model=folder.name)
            self.assertTrue(detail)
            tell(f"half of {name}: {detail[:100]}")

    def test_two_checkpoints(self) -> None:
        folder = self.variant()
        (folder / "model_500000.safetensors").write_bytes(b"older, and broken")
        worker = self.start(model=folder.name)
        self.addCleanup(worker.end)
        worker.event("model_ready")
        (folder / "tuned.safetensors").write_bytes(b"whose?")
        self.assertIn("tuned.safetensors", self.fails(model=folder.name))

    def test_short_chunks(self) -> None:
        worker = self.start("--low-vram")
        self.addCleanup(worker.end)
        port = worker.event("listening")["port"]
        worker.event("model_ready")
        body = json.dumps({"input": "花" * 60, "nfe_step": 5}).encode()
        self.assertEqual(worker.ask(port, "POST", SPEECH, body, JSON).status, 200)


class TextTest(unittest.TestCase):
    """The library's converter to pinyin, and its vocabulary, with and without ours before it."""

    def test_words_are_pronounced_as_they_should_be(self) -> None:
        from f5_tts.model.utils import convert_char_to_pinyin
        from model_alphabet import to_model_alphabet

        def pinyin(text: str) -> str:
            [syllables] = convert_char_to_pinyin([text])
            return " ".join("".join(syllables).split())

        table = (WORKERS / "testing" / "spoken_words.tsv").read_text(encoding="utf-8").splitlines()
        words = [line.split("\t") for line in table]
        wrong_before = [word for word, *_, spoken in words if pinyin(word) != spoken]
        wrong = [(word, pinyin(to_model_alphabet(word)), spoken) for word, *_, spoken in words]
        tell(f"{len(words)} words: {len(wrong_before)} wrong as they are written, {' '.join(wrong_before)}")
        self.assertEqual([line for line in wrong if line[1] != line[2]], [])

    def test_marks_are_in_the_vocabulary(self) -> None:
        from model_alphabet import to_model_alphabet

        known = set((options.folder / "model" / "vocab.txt").read_text(encoding="utf-8").split("\n"))
        text = "，。！？、；：「」『』（）《》〈〉【】…—─–·‧～％＄＠＆＋＝＃℃°￥ＡＺａｚ０９①㎡½．"
        unknown = {mark for mark in to_model_alphabet(text) if mark not in known and not mark.isspace()}
        tell(f"of {text} the model does not know: {' '.join(sorted(unknown)) or 'none'}")
        self.assertEqual(unknown, set())


def main() -> None:
    global options, report
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, help="what real_f5.random_weights wrote")
    parser.add_argument("--size", choices=("small", "full"), required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--report", type=Path, required=True, help="what is printed, as a file")
    options, rest = parser.parse_known_args()
    report = Report(options.report)
    runner = unittest.TextTestRunner(stream=report, verbosity=2)
    unittest.main(argv=["checks", *rest], testRunner=runner)


if __name__ == "__main__":
    main()
