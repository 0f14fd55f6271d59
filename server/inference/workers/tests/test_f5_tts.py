from __future__ import annotations

import contextlib
import http.client
import io
import json
import os
import tempfile
from array import array
from pathlib import Path
from typing import Any, Optional
from unittest import mock

from f5_files import find_model_files
from f5_tts_worker import create_f5_app, parse_arguments
from speech_pcm import FADE_SAMPLES
from testing.recordings import tone_wav
from testing.worker_process import Answer
from tests.support import PATIENCE_S, AppTest, in_background
from wav_file import silent_wav

PATH = "/v1/audio/speech"
JSON = {"Content-Type": "application/json"}
DEFAULT_TEXT = "Some call me nature, others call me mother nature. I have been here for billions of years."
#: What F5-TTS makes of a recording of 6 s, in its frames: 50 ms of silence are added.
DEFAULT_FRAMES = 6050 * 24 // 256
SENTENCES = (
    "The first sentence takes its time to be spoken in full. The second one does as well, and so it is its own chunk."
)


def spoken_samples(text: str) -> int:
    """How long the default voice speaks a text at speed 1. F5-TTS takes 256 samples for a frame, and drops one frame."""
    return (int(DEFAULT_FRAMES / len(f"{DEFAULT_TEXT}  ") * len(text.encode())) - 1) * 256


class F5Test(AppTest):
    def setUp(self) -> None:
        super().setUp()
        # Its F5-TTS prints, like the real one.
        printed = contextlib.redirect_stdout(io.StringIO())
        printed.__enter__()
        self.addCleanup(printed.__exit__, None, None, None)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("model_1250000.safetensors", "vocab.txt", "vocos/config.yaml", "vocos/pytorch_model.bin"):
            (self.folder / "model" / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / "model" / name).touch()
        self.reference = self.folder / "profiles" / "7" / "reference.wav"
        self.reference.parent.mkdir(parents=True)
        self.reference.write_bytes(tone_wav(5))
        self.cloned = {"ref_audio": "7/reference.wav", "ref_text": "這是我平常說話的聲音"}

    def start(self, *arguments: str, until: str = "ready", default_voice: bool = True) -> None:
        common = ["--port", "0", "--model-dir", f"{self.folder}/model", "--profiles-dir", f"{self.folder}/profiles"]
        if default_voice:
            (self.folder / "default.wav").write_bytes(tone_wav(6))
            common += [
                "--default-ref-audio",
                f"{self.folder}/default.wav",
                "--default-ref-text",
                DEFAULT_TEXT,
            ]
        self.serve(create_f5_app(parse_arguments([*common, *arguments])), until)
        if default_voice and until == "ready":
            self.script.calls.clear()  # The warm-up.

    def speak(self, text: object = "Good morning to you.", **fields: Any) -> Answer:
        return self.ask("POST", PATH, json.dumps({"input": text, **fields}).encode(), JSON)

    def forget(self, path: object) -> Answer:
        return self.ask("POST", "/voices/forget", json.dumps({"ref_audio": path}).encode(), JSON)

    def begin(self, text: str) -> http.client.HTTPConnection:
        connection = self.connect()
        connection.request("POST", PATH, json.dumps({"input": text}), JSON)
        return connection


class SpeechTest(F5Test):
    def test_streams_pcm_of_the_default_voice(self) -> None:
        self.start()
        answer = self.speak(model="f5-tts", voice="alloy", response_format="pcm", stream_format="audio", speed=1)
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "audio/pcm")
        self.assertEqual(answer.headers["X-Sample-Rate"], "24000")
        self.assertEqual(answer.headers["Transfer-Encoding"], "chunked")
        pcm = array("h", answer.body)
        self.assertEqual(pcm, array("h", [3276] * spoken_samples("Good morning to you.")))
        [call] = self.script.calls
        self.assertEqual(call["ref_text"].strip(), DEFAULT_TEXT)
        self.assertEqual((call["steps"], call["speed"], call["fix_duration"], call["device"]), (16, 1.0, None, "cuda"))

    def test_a_long_text_is_spoken_chunk_by_chunk_and_joined(self) -> None:
        self.start()
        answer = self.speak(SENTENCES)
        texts = [call["text"] for call in self.script.calls]
        self.assertEqual(texts[0], "The first sentence takes its time to be spoken in full.")
        self.assertEqual(" ".join(texts), SENTENCES)
        self.assertGreater(len(texts), 1)
        samples = sum(map(spoken_samples, texts)) - FADE_SAMPLES * (len(texts) - 1)
        self.assertEqual(len(answer.body), 2 * samples)

    def test_modes_and_steps(self) -> None:
        self.start()
        cases: list[tuple[dict[str, Any], int]] = [
            ({}, 16),
            ({"mode": "hq"}, 32),
            ({"nfe_step": 7}, 7),
            ({"mode": "hq", "nfe_step": 12}, 12),
        ]
        for fields, steps in cases:
            self.assertEqual(self.speak(**fields).status, 200)
            self.assertEqual(self.script.calls[-1]["steps"], steps)

    def test_a_short_text_is_not_dragged_out(self) -> None:
        self.start()
        self.speak("好。", speed=2, **self.cloned)
        [call] = self.script.calls
        self.assertEqual((call["text"], call["speed"]), ("好。", 2.0))
        # The reference takes 5.05 s for 32 bytes ("… . " included); ten bytes at double speed come after it.
        self.assertAlmostEqual(call["fix_duration"], 5.05 + 5.05 * 10 / 32 / 2)

    def test_one_inference_never_speaks_longer_than_the_model_can(self) -> None:
        self.start()
        # The slowest transcript that a recording may have, at the lowest speed: eight seconds for a byte.
        slow = {"ref_audio": "7/reference.wav", "ref_text": "Hello you.."}
        for text in ("Good morning to you. How are you today?", "Hi."):
            self.script.calls.clear()
            answer = self.speak(text, speed=0.25, **slow)
            self.assertEqual(answer.status, 200)
            self.assertLessEqual(len(answer.body) / 48_000 / len(self.script.calls), 22 - 5)

    def test_a_seed_is_for_its_request_alone(self) -> None:
        self.start()
        cases: list[tuple[dict[str, Any], Optional[int]]] = [
            ({"seed": 7}, 7),
            ({}, None),
            ({"seed": 0}, 0),
            ({"seed": None}, None),
        ]
        for fields, seed in cases:
            self.assertEqual(self.speak(**fields).status, 200)
            self.assertEqual(self.script.calls[-1]["seed"], seed)

    def test_the_model_gets_simplified_characters(self) -> None:
        self.start()
        self.assertEqual(self.speak("我覺得音樂（很大聲）：好。", **self.cloned).status, 200)
        [call] = self.script.calls
        self.assertEqual((call["text"], call["ref_text"].strip()), ("我觉得音乐，很大声，好。", "这是我平常说话的声音."))

    def test_wrong_requests_are_refused(self) -> None:
        self.start()
        cases: list[tuple[dict[str, Any], str]] = [
            ({"text": ""}, "input_empty"),
            ({"text": "。。。"}, "input_empty"),
            ({"text": 5}, "bad_input"),
            ({"text": "x" * 5000}, "bad_input"),
            ({"text": "half \ud800"}, "bad_input"),
            ({"response_format": "mp3"}, "unsupported_response_format"),
            ({"stream_format": "sse"}, "unsupported_stream_format"),
            ({"mode": "best"}, "unsupported_mode"),
            ({"nfe_step": 20}, "unsupported_nfe_step"),
            ({"nfe_step": [16]}, "unsupported_nfe_step"),
            ({"speed": 9}, "unsupported_speed"),
            ({"speed": float("nan")}, "unsupported_speed"),
            ({"speed": True}, "unsupported_speed"),
            ({"seed": -1}, "unsupported_seed"),
            ({"seed": 2**32}, "unsupported_seed"),
            ({"seed": 1.0}, "unsupported_seed"),
            ({"seed": True}, "unsupported_seed"),
            ({"seed": "7"}, "unsupported_seed"),
            ({"model": "tts-1"}, "model_not_found"),
        ]
        for fields, code in cases:
            with self.subTest(code=code, fields=fields):
                answer = self.speak(**fields)
                self.assertEqual((answer.status, answer.code), (404 if code == "model_not_found" else 400, code))
        for body in (b"", b"[]", b"{", b"[" * 60_000):
            self.assertEqual(self.ask("POST", PATH, body, JSON).code, "bad_json")
        self.assertEqual(self.ask("POST", PATH, b"{}", {"Content-Type": "text/plain"}).status, 415)
        self.assertEqual(self.script.calls, [])


class LicenseTest(F5Test):
    def test_the_licence_is_that_of_the_weights(self) -> None:
        self.start()
        self.assertEqual(self.ask("GET", "/v1/models").json["data"][0]["license"], "CC-BY-NC-4.0")

    def test_somebody_with_other_weights_says_theirs(self) -> None:
        self.start("--license", "Apache-2.0")
        self.assertEqual(self.ask("GET", "/v1/models").json["data"][0]["license"], "Apache-2.0")


class VoicesTest(F5Test):
    def test_a_cloned_voice_is_prepared_once_and_leaves_no_file(self) -> None:
        self.start(default_voice=False)
        for _ in range(2):
            self.assertEqual(self.speak(**self.cloned).status, 200)
        self.assertEqual(len(self.script.prepared), 1)
        self.assertEqual([path for path in self.script.prepared if os.path.exists(path)], [])
        self.assertEqual(self.script.calls[0]["ref_text"].strip(), "这是我平常说话的声音.")
        self.speak(**{**self.cloned, "ref_text": "It was corrected"})
        self.assertEqual((len(self.script.prepared), self.script.calls[-1]["ref_text"].strip()), (2, "It was corrected."))

    def test_a_recording_that_changes_or_goes(self) -> None:
        self.start(default_voice=False)
        self.speak(**self.cloned)
        self.reference.write_bytes(tone_wav(9))
        self.speak(**self.cloned)
        self.assertEqual(len(self.script.prepared), 2)
        self.reference.unlink()
        self.assertEqual(self.speak(**self.cloned).code, "ref_audio_not_found")

    def test_a_voice_that_has_ended_is_forgotten_at_once(self) -> None:
        self.start(default_voice=False)
        self.speak(**self.cloned)
        self.speak(**{**self.cloned, "ref_text": "It was corrected"})
        self.assertEqual(self.forget("7/reference.wav").json, {"forgotten": 2})
        self.assertEqual(self.forget(str(self.reference)).json, {"forgotten": 0})

    def test_forgetting_waits_for_nobody(self) -> None:
        self.start(default_voice=False)
        self.speak(**self.cloned)
        self.reference.unlink()
        recording = self.folder / "profiles" / "8" / "reference.wav"
        recording.parent.mkdir()
        recording.write_bytes(tone_wav(5))
        self.script.go.clear()
        self.script.begun.clear()
        other = {"ref_audio": "8/reference.wav", "ref_text": "Another voice says this."}
        spoken = in_background(lambda: self.speak(**other).status)
        self.assertTrue(self.script.begun.wait(PATIENCE_S))
        # The voices of a deleted recording went when the other one was asked for.
        self.assertEqual(self.forget("7/reference.wav").json, {"forgotten": 0})
        self.assertEqual(self.forget("8/reference.wav").json, {"forgotten": 1})
        self.script.go.set()
        self.assertEqual(spoken(), 200)
        self.assertEqual(self.forget("8/reference.wav").json, {"forgotten": 0})

    def test_a_voice_that_ends_while_it_is_prepared_is_not_kept(self) -> None:
        from f5_tts.infer import utils_infer

        self.start(default_voice=False)
        prepare = utils_infer.preprocess_ref_audio_text

        def and_delete(*args: Any, **options: Any) -> Any:
            prepared = prepare(*args, **options)
            self.reference.unlink()
            return prepared

        with mock.patch.object(utils_infer, "preprocess_ref_audio_text", and_delete):
            self.assertEqual(self.speak(**self.cloned).status, 200)
        self.assertEqual(self.forget("7/reference.wav").json, {"forgotten": 0})

    def test_unloading_forgets_all_voices(self) -> None:
        self.start(default_voice=False)
        self.speak(**self.cloned)
        self.assertEqual(self.ask("POST", "/unload").status, 200)
        self.assertEqual(self.forget("7/reference.wav").json, {"forgotten": 0})

    def test_only_recordings_of_profiles_can_be_named_to_be_forgotten(self) -> None:
        self.start(default_voice=False)
        cases: list[tuple[object, str]] = [
            ("../default.wav", "ref_audio_not_allowed"),
            ("", "bad_ref_audio"),
            (7, "bad_ref_audio"),
            ("a\0b", "bad_ref_audio"),
        ]
        for path, code in cases:
            answer = self.forget(path)
            self.assertEqual((answer.status, answer.code), (400, code))

    def test_a_silent_recording_is_refused(self) -> None:
        self.start(default_voice=False)
        for recording in (silent_wav(5), tone_wav(0.5)):
            self.reference.write_bytes(recording)
            answer = self.speak(**self.cloned)
            self.assertEqual((answer.status, answer.code), (400, "ref_audio_silent"))

    def test_a_recording_that_cannot_be_decoded_is_refused(self) -> None:
        self.start(default_voice=False)
        recordings = {"text": b"This is no sound.", "empty": b"", "cut off": tone_wav(5)[:30], "zeros": bytes(5000)}
        for name, recording in recordings.items():
            for is_ffmpeg_here in (True, False):
                with self.subTest(recording=name, ffmpeg=is_ffmpeg_here):
                    self.reference.write_bytes(recording)
                    programs = {"ffmpeg": "/usr/bin/ffmpeg", "ffprobe": "/usr/bin/ffprobe"} if is_ffmpeg_here else {}
                    with mock.patch("shutil.which", programs.get):
                        answer = self.speak(**self.cloned)
                    self.assertEqual((answer.status, answer.code), (400, "ref_audio_unreadable"))
                    names_them = "ffmpeg and ffprobe" in answer.json["error"]["message"]
                    self.assertEqual(names_them, not is_ffmpeg_here)

    def test_what_is_no_fault_of_the_recording_is_no_fault_of_the_request(self) -> None:
        self.start(default_voice=False)
        for error, status in [(MemoryError(), 507), (OSError(28, "No space left on device"), 500)]:
            with mock.patch("soundfile.read", side_effect=error):
                self.assertEqual(self.speak(**self.cloned).status, status)
        # F5-TTS remembers recordings by their hash: after a failure as well, none that was deleted.
        self.assertEqual(self.speak(**self.cloned).status, 200)

    def test_a_transcript_that_cannot_be_of_its_recording_is_refused(self) -> None:
        self.start(default_voice=False)
        cases = [("x", False), ("Hi there", False), ("你好嗎？", True), ("word " * 40, True), ("word " * 50, False)]
        for text, fits in cases:
            with self.subTest(text=text):
                answer = self.speak(ref_audio="7/reference.wav", ref_text=text)
                self.assertEqual(answer.status, 200 if fits else 400)
                if not fits:
                    self.assertEqual(answer.code, "ref_text_mismatch")
        # Of 30 s only the first 12 are used, so the words of all are too many.
        self.reference.write_bytes(tone_wav(30))
        self.assertEqual(self.speak(ref_audio="7/reference.wav", ref_text="word " * 100).code, "ref_text_mismatch")

    def test_quiet_recordings_speak_as_loud_as_others(self) -> None:
        self.start(default_voice=False)
        loudness = []
        for level in (0.01, 0.03, 0.1):
            self.reference.write_bytes(tone_wav(5, level=level))
            self.script.calls.clear()
            loudness.append(max(array("h", self.speak(**self.cloned).body)))
        self.assertLessEqual(max(loudness) - min(loudness), 10)

    def test_recordings_outside_the_profiles_are_refused(self) -> None:
        self.start(default_voice=False)
        (self.folder / "secret.wav").write_bytes(tone_wav(5))
        (self.reference.parent / "link.wav").symlink_to(self.folder / "secret.wav")
        for path in ("../secret.wav", "7/../../secret.wav", f"{self.folder}/secret.wav", "7/link.wav", "/etc/passwd"):
            with self.subTest(path=path):
                answer = self.speak(ref_audio=path, ref_text="text")
                self.assertEqual((answer.status, answer.code), (400, "ref_audio_not_allowed"))
        for path in ("7", "8/reference.wav", "x" * 4000):
            self.assertEqual(self.speak(ref_audio=path, ref_text="text").code, "ref_audio_not_found")
        self.assertEqual(self.speak(ref_audio="7/reference.wav", ref_text=" ").code, "ref_text_missing")
        self.assertEqual(self.speak().code, "voice_missing")
        self.assertEqual(self.script.prepared, [])
        self.assertEqual(self.speak(ref_audio=str(self.reference), ref_text="This is the text").status, 200)


class TroubleTest(F5Test):
    MESSAGE = (
        "CUDA out of memory. Tried to allocate 1.21 GiB. GPU 0 has a total capacity of 79.18 GiB of which 480.62 MiB "
        "is free. Process 1913 has 77.25 GiB memory in use. Including non-PyTorch memory, this process has 1.45 GiB "
        "memory in use. Of the allocated memory 709.83 MiB is allocated by PyTorch, and 76.17 MiB is reserved by PyTorch but "
        "unallocated."
    )

    def test_out_of_memory_before_the_first_sound_has_its_status_and_message(self) -> None:
        self.start()
        self.script.errors = {0: RuntimeError(self.MESSAGE)}
        answer = self.speak()
        self.assertEqual((answer.status, answer.code), (507, "out_of_memory"))
        self.assertEqual(answer.json["error"]["message"], self.MESSAGE)

    def test_nothing_of_a_failed_request_is_spoken_in_the_next(self) -> None:
        self.start()
        self.script.errors = {0: RuntimeError(self.MESSAGE)}
        self.assertEqual(self.speak("The safe is behind it.").status, 507)
        for text in ("Good morning, my dear.", "Good morning to you and to all."):
            self.assertEqual(self.speak(text).status, 200)
            self.assertEqual(self.script.calls[-1]["spoken"], text)

    def test_what_is_not_a_number_is_no_silence(self) -> None:
        self.start()
        self.script.overflows = {0}
        answer = self.speak()
        self.assertEqual((answer.status, answer.code), (500, "no_audio"))
        self.assertEqual(self.speak().status, 200)

    def test_libraries_have_other_words_for_out_of_memory(self) -> None:
        self.start()
        messages = [
            "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
            "CUDA error: out of memory\nSearch for `cudaErrorMemoryAllocation' in https://docs.nvidia.com/cuda/",
            "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to "
            "allocate 1125899906842624 bytes. Error code 12 (Cannot allocate memory)",
        ]
        self.script.errors = dict(enumerate(map(RuntimeError, messages)))
        for message in messages:
            answer = self.speak()
            self.assertEqual((answer.status, answer.json["error"]["message"]), (507, message))

    def test_a_failure_in_mid_stream_breaks_the_stream_off(self) -> None:
        self.start()
        self.script.errors = {1: RuntimeError(self.MESSAGE)}
        response = self.begin(SENTENCES).getresponse()
        self.assertEqual(response.status, 200)
        with self.assertRaises(http.client.IncompleteRead) as raised:
            response.read()
        self.assertGreater(len(raised.exception.partial), 0)
        self.assertIn(self.MESSAGE, [line.get("detail") for line in self.logged])
        self.assertNotIn("sentence", repr(self.logged))

    def test_a_client_that_leaves_stops_it_between_two_chunks(self) -> None:
        self.start()
        self.script.begun.clear()
        self.script.go.clear()
        connection = self.begin(SENTENCES)
        self.assertTrue(self.script.begun.wait(10))
        connection.close()
        self.script.go.set()
        self.wait_for(lambda: "client_gone" in [line.get("code") for line in self.logged])
        self.assertEqual(len(self.script.calls), 1)
        self.assertEqual(self.speak().status, 200)

    def test_one_thread_alone_loads_and_uses_the_model(self) -> None:
        self.start()
        answers = [in_background(lambda: self.speak(SENTENCES).status) for _ in range(3)]
        self.assertEqual([answer() for answer in answers], [200] * 3)
        self.assertEqual(self.ask("POST", "/unload").status, 200)
        self.host.start_loading()
        self.wait_for(lambda: self.host.health()["status"] == "ready")
        self.assertEqual(len(self.script.threads), 1)

    def test_one_chunk_at_a_time(self) -> None:
        self.start()
        answers = [in_background(lambda: self.speak(SENTENCES).status) for _ in range(4)]
        self.assertEqual([answer() for answer in answers], [200] * 4)
        self.assertEqual(self.script.most_running, 1)

    def test_a_client_that_takes_nothing_holds_nobody_up(self) -> None:
        self.start()
        self.begin("Some more of this. " * 200)
        self.assertEqual(self.speak().status, 200)

    def test_low_vram_speaks_in_short_chunks_and_gives_memory_back(self) -> None:
        self.start("--low-vram")
        emptied = self.script.cache_emptied
        self.speak("花" * 100)
        self.assertLessEqual(max(len(call["text"].encode()) for call in self.script.calls), 80)
        self.assertEqual(self.script.cache_emptied - emptied, len(self.script.calls))

    def test_unload_gives_memory_back(self) -> None:
        self.start()
        self.assertEqual(self.ask("POST", "/unload").status, 200)
        self.assertEqual(self.script.cache_emptied, 1)
        self.assertEqual(self.speak().code, "model_unloaded")

    def test_a_missing_file_is_named(self) -> None:
        (self.folder / "model" / "vocos" / "pytorch_model.bin").unlink()
        self.start(until="failed")
        self.assertIn("pytorch_model.bin, the Vocos vocoder, is not in", self.ask("GET", "/health").json["detail"])

    def test_of_two_checkpoints_the_one_with_more_steps_is_taken(self) -> None:
        (self.folder / "model" / "model_500000.safetensors").touch()
        self.start()
        self.assertEqual(self.script.loaded["checkpoint"], f"{self.folder}/model/model_1250000.safetensors")

    def test_files_of_which_none_is_the_right_one_are_named(self) -> None:
        model = self.folder / "model"
        for extra in ("other/model_1200000.safetensors", "tuned.safetensors", "old/pytorch_model.bin"):
            with self.subTest(extra=extra):
                (model / extra).parent.mkdir(exist_ok=True)
                (model / extra).touch()
                first = "vocos/pytorch_model.bin" if extra.endswith(".bin") else "model_1250000.safetensors"
                with self.assertRaises(ValueError) as raised:
                    find_model_files(str(model), None)
                for name in (first, extra):
                    self.assertIn(str(model / name), str(raised.exception))
                (model / extra).unlink()

    def test_the_vocabulary_is_the_one_beside_the_checkpoint(self) -> None:
        (self.folder / "model" / "old").mkdir()
        (self.folder / "model" / "old" / "vocab.txt").touch()
        self.start()
        self.assertEqual(self.script.loaded["vocab"], f"{self.folder}/model/vocab.txt")

    def test_the_files_are_found(self) -> None:
        self.start("--device", "cuda:1")
        model = f"{self.folder}/model"
        expected = {"checkpoint": f"{model}/model_1250000.safetensors", "vocab": f"{model}/vocab.txt"}
        self.assertEqual(self.script.loaded, {**expected, "vocoder": f"{model}/vocos", "device": "cuda:1"})
