from __future__ import annotations

import io
import wave

from testing.worker_process import Answer
from tests.support import AppTest, form, in_background
from wav_file import silent_wav
from whisper_worker import create_whisper_app, parse_arguments

PATH = "/v1/audio/transcriptions"
SPOKEN = "the secret word is heliotrope"


def stereo_wav(rate_hz: int, sample_bytes: int = 2) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((2, sample_bytes, rate_hz, 0, "NONE", ""))
        file.writeframes(bytes(2 * sample_bytes * rate_hz))
    return buffer.getvalue()


class WhisperTest(AppTest):
    def setUp(self) -> None:
        super().setUp()
        arguments = ["--port", "0", "--model", "/models/small", "--cpu-threads", "3"]
        self.serve(create_whisper_app(parse_arguments(arguments)))
        self.script.segments = [{"text": f" {SPOKEN}"}]

    def transcribe(self, **fields: str | bytes) -> Answer:
        return self.ask("POST", PATH, *form({"file": silent_wav(1), "language": "en", **fields}))

    def test_the_model_is_loaded_from_the_disk_for_the_cpu(self) -> None:
        expected = {"path": "/models/small", "device": "cpu", "compute_type": "int8", "cpu_threads": 3}
        self.assertEqual(self.script.loaded, {**expected, "local_files_only": True})

    def test_decoding_is_greedy_and_the_language_given(self) -> None:
        wav = stereo_wav(44_100)
        answer = self.transcribe(file=wav, language="zh-TW", prompt=" 台積電、聯發科 ", temperature="0.0", model="whisper")
        self.assertEqual((answer.status, answer.json), (200, {"text": SPOKEN}))
        self.assertEqual(
            self.script.calls[-1],
            {
                "bytes": len(wav),
                "language": "zh",
                "initial_prompt": "台積電、聯發科",
                "beam_size": 1,
                "temperature": 0.0,
                "without_timestamps": True,
                "condition_on_previous_text": False,
                "no_speech_threshold": None,
            },
        )

    def test_the_three_formats(self) -> None:
        text = self.transcribe(response_format="text")
        self.assertEqual((text.headers["Content-Type"], text.body), ("text/plain; charset=utf-8", SPOKEN.encode()))
        detail = self.transcribe(response_format="verbose_json").json
        self.assertEqual((detail["text"], detail["language"], detail["duration"]), (SPOKEN, "en", 1.0))
        self.assertEqual(detail["segments"][0]["no_speech_prob"], 0.01)
        self.assertEqual(self.transcribe(response_format="srt").code, "unsupported_format")

    def test_other_chunks_of_a_file_are_passed_over(self) -> None:
        tagged = silent_wav(1).replace(b"fmt ", b"LIST\x07\0\0\0INFOabc\0fmt ")
        tagged = tagged[:4] + (len(tagged) - 8).to_bytes(4, "little") + tagged[8:]
        self.assertEqual(self.transcribe(file=tagged).json, {"text": SPOKEN})

    def test_silence_is_an_empty_text(self) -> None:
        self.script.segments = [{"text": " Thanks for watching!", "no_speech_prob": 0.9, "avg_logprob": -1.4}]
        self.assertEqual(self.transcribe().json, {"text": ""})
        self.script.segments = []
        self.assertEqual(self.transcribe().json, {"text": ""})
        calls = len(self.script.calls)
        self.assertEqual(self.transcribe(file=silent_wav(0)).json, {"text": ""})
        self.assertEqual(len(self.script.calls), calls, "no audio: the model need not be asked")

    def test_speech_that_only_one_number_doubts_is_kept(self) -> None:
        self.script.segments = [
            {"text": "你好", "no_speech_prob": 0.9, "avg_logprob": -0.2},
            {"text": "世界", "no_speech_prob": 0.1, "avg_logprob": -1.4},
        ]
        self.assertEqual(self.transcribe().json, {"text": "你好世界"})

    def test_wrong_requests_are_refused(self) -> None:
        for fields, status, code in [
            ({"file": b"ID3 an mp3"}, 415, "unsupported_audio"),
            ({"file": b""}, 415, "unsupported_audio"),
            ({"file": stereo_wav(16_000, 1)}, 415, "unsupported_audio"),
            # A chunk that claims to be longer than the file.
            ({"file": silent_wav(0).replace(b"fmt \x10", b"LIST\xff")}, 415, "unsupported_audio"),
            ({"file": silent_wav(121)}, 413, "audio_too_long"),
            ({"language": ""}, 400, "language_missing"),
            ({"language": "tlh"}, 400, "language_unsupported"),
            ({"language": b"\xff"}, 400, "not_utf8"),
            ({"model": "large-v3"}, 404, "model_not_found"),
            ({"temperature": "0.2"}, 400, "unsupported_temperature"),
            ({"temperature": "warm"}, 400, "unsupported_temperature"),
            ({"prompt": "x" * 20_000}, 413, "field_too_large"),
        ]:
            with self.subTest(code=code):
                answer = self.transcribe(**fields)  # type: ignore[arg-type]
                self.assertEqual((answer.status, answer.code), (status, code))
        self.assertEqual(self.ask("POST", PATH, *form({"language": "en"})).code, "file_missing")

    def test_one_transcription_at_a_time_in_order(self) -> None:
        self.script.go.clear()
        first = in_background(self.transcribe)
        self.assertTrue(self.script.begun.wait(10))
        others = []
        for index in range(3):
            others.append(in_background(lambda index=index: self.transcribe(prompt=str(index))))  # type: ignore[misc]
            self.wait_for(lambda: len(self.host._waiting) == index + 1)
        self.script.go.set()
        self.assertEqual([result().status for result in (first, *others)], [200] * 4)
        self.assertEqual(self.script.most_running, 1)
        self.assertEqual([call["initial_prompt"] for call in self.script.calls[2:]], ["0", "1", "2"])

    def test_a_client_that_leaves_frees_the_model_after_the_window_that_runs(self) -> None:
        self.script.segments = [{"text": "a"}, {"text": "b"}, {"text": "c"}]
        self.script.go.clear()
        connection = self.connect()
        connection.request("POST", PATH, *form({"file": silent_wav(90), "language": "en"}))
        self.assertTrue(self.script.begun.wait(10))
        connection.close()
        self.script.go.set()
        self.wait_for(lambda: not self.host._busy)
        self.assertEqual(self.script.segments_made, 1)
        self.assertEqual(self.transcribe().status, 200)

    def test_a_client_that_leaves_the_queue_is_forgotten(self) -> None:
        self.script.go.clear()
        first = in_background(self.transcribe)
        self.assertTrue(self.script.begun.wait(10))
        connection = self.connect()
        connection.request("POST", PATH, *form({"file": silent_wav(1), "language": "en", "prompt": "nobody"}))
        self.wait_for(lambda: len(self.host._waiting) == 1)
        connection.close()
        self.wait_for(lambda: not self.host._waiting)
        self.script.go.set()
        self.assertEqual(first().status, 200)
        self.assertNotIn("nobody", [call["initial_prompt"] for call in self.script.calls])

    def test_out_of_memory_is_told_word_for_word_other_failures_by_their_kind(self) -> None:
        message = "CUDA out of memory. Tried to allocate 20.00 MiB"
        self.script.errors = {1: RuntimeError(message), 2: ValueError(f"can't decode {SPOKEN}"), 3: MemoryError()}
        answer = self.transcribe()
        self.assertEqual((answer.status, answer.code), (507, "out_of_memory"))
        self.assertEqual(answer.json["error"], {"message": message, "type": "server_error", "code": "out_of_memory"})
        self.assertIn(message, [line.get("detail") for line in self.logged])
        answer = self.transcribe()
        self.assertEqual((answer.status, answer.code), (500, "inference_failed"))
        self.assertEqual(self.transcribe().code, "out_of_memory")
        self.assertEqual(self.transcribe().status, 200, "the next request is served")

    def test_what_was_said_is_not_in_the_log(self) -> None:
        self.script.errors = {2: ValueError(SPOKEN)}
        self.transcribe(prompt="heliotrope")
        self.assertEqual(self.transcribe().status, 500)
        self.transcribe(language="heliotrope")
        self.assertIn("inference_failed", [line["event"] for line in self.logged])
        self.assertNotIn("heliotrope", repr(self.logged))
