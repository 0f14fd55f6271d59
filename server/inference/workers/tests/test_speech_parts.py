"""The pure parts of synthesis: cutting texts, joining chunks."""

from __future__ import annotations

import json
import math
import random
import re
import unittest
from array import array
from pathlib import Path

from api_error import ApiError
from samples import Samples
from speech_pcm import FADE_SAMPLES, CrossFade, to_pcm16
import spoken_text
from spoken_text import FIRST_CHUNK_BYTES, MIN_BYTES, chunk_for_speech, has_speech, pieces, size

CHINESE = "今天天氣很好，我們去公園散步吧。那裡的花都開了，很多人在拍照。你想帶什麼去吃呢？"


class ChunksTest(unittest.TestCase):
    def test_cuts_at_punctuation_and_keeps_the_first_chunk_short(self) -> None:
        chunks = chunk_for_speech(CHINESE, 90)
        self.assertEqual("".join(chunks), CHINESE)
        self.assertEqual(chunks[0], "今天天氣很好，我們去公園散步吧。")
        self.assertLessEqual(size(chunks[0]), FIRST_CHUNK_BYTES)
        english = "Well, that is good news. We can leave at ten, if the rain stops; bring an umbrella anyway!"
        self.assertEqual(
            chunk_for_speech(english, 90),
            ["Well, that is good news. We can leave at ten,", "if the rain stops; bring an umbrella anyway!"],
        )

    def test_short_sentences_go_together_with_their_neighbour(self) -> None:
        self.assertEqual(chunk_for_speech("好。" + CHINESE, 60)[0], "好。今天天氣很好，我們去公園散步吧。")
        self.assertEqual(chunk_for_speech("今天天氣很好，我們去公園散步吧。走。", 51), ["今天天氣很好，我們去公園散步吧。走。"])
        self.assertEqual(chunk_for_speech("好。", 60), ["好。"])

    def test_sentences_without_punctuation_are_cut_all_the_same(self) -> None:
        self.assertEqual(chunk_for_speech("花" * 50, 60), ["花" * 20, "花" * 20, "花" * 10])
        self.assertEqual(chunk_for_speech("one two three four five six", 15), ["one two three", "four five six"])

    def test_nothing_is_lost_and_the_limits_hold_whatever_comes(self) -> None:
        pieces = ["你好", "，", "。", " ", "\n", "a", "word", "3.5", "!", "?", "…", "🙂", "x" * 300, "é", ";"]
        for seed in range(300):
            chooser = random.Random(seed)
            text = "".join(chooser.choices(pieces, k=chooser.randrange(60)))
            most = chooser.choice([20, 60, 135])
            chunks = chunk_for_speech(text, most)
            with self.subTest(seed=seed):
                self.assertEqual("".join("".join(chunks).split()), "".join(text.split()))
                for chunk in chunks:
                    self.assertLess(size(chunk), most + 2 * MIN_BYTES + 40)
                    if len(chunks) > 1:
                        self.assertGreaterEqual(size(chunk), MIN_BYTES)

    def test_punctuation_alone_is_nothing_to_say(self) -> None:
        for text, expected in [("。！…", False), ("", False), ("🙂", False), ("好", True), ("7", True)]:
            self.assertEqual(has_speech(text), expected)


class SharedSentencesTest(unittest.TestCase):
    """The sentences that the rest of AVATAR sees, from the same file as its own tests."""

    def setUp(self) -> None:
        project = Path(__file__).parents[4]
        shared = project / "lib" / "speech-text" / "testing" / "sentences.json"
        self.shared = json.loads(shared.read_text(encoding="utf-8"))

    def test_full_stops_questions_and_exclamations_end_the_same_sentences(self) -> None:
        for marked in self.shared["texts"]:
            with self.subTest(text=marked):
                joined = ""
                for piece in pieces(marked.replace("|", "")):
                    joined += "".join(piece.split())
                    if re.search(r"[.!?。！？][\"”」)]*$", joined):
                        joined += "|"
                self.assertEqual(joined.rstrip("|"), "".join(marked.split()))

    def test_the_abbreviations_are_the_same(self) -> None:
        self.assertEqual(spoken_text._NEVER_END, set(self.shared["neverEnd"].split()))
        self.assertEqual(spoken_text._BEFORE_NUMBER, set(self.shared["beforeNumber"].split()))

    def test_closing_quotes_stay_with_their_sentence(self) -> None:
        self.assertEqual(pieces("他說：「我不去。」然後走了。"), ["他說：", "「我不去。」", "然後走了。"])


class PcmTest(unittest.TestCase):
    def test_float_to_int16_little_endian_clipped(self) -> None:
        self.assertEqual(to_pcm16(Samples([0.0, 0.5, 1.0, -2.0])), array("h", [0, 16383, 32767, -32767]).tobytes())

    def test_what_is_not_finite_is_no_sound(self) -> None:
        for value in (math.nan, math.inf, -math.inf):
            with self.assertRaises(ApiError):
                to_pcm16(Samples([0.1, value, 0.1]))

    def test_chunks_are_joined_without_a_step(self) -> None:
        fade = CrossFade()
        loud, silent = array("h", [10_000] * 3000), array("h", [0] * 3000)
        pcm = array("h", fade.push(loud.tobytes()) + fade.push(silent.tobytes()) + fade.flush())
        self.assertEqual(len(pcm), 6000 - FADE_SAMPLES)
        self.assertLess(max(abs(after - before) for before, after in zip(pcm, pcm[1:])), 30)
        self.assertEqual((pcm[0], pcm[-1]), (10_000, 0))

    def test_a_chunk_shorter_than_the_fade(self) -> None:
        fade = CrossFade()
        pcm = fade.push(array("h", [1] * 1000).tobytes()) + fade.push(array("h", [1] * 100).tobytes()) + fade.flush()
        self.assertEqual(array("h", pcm), array("h", [1] * 1000))

    def test_a_model_without_a_sound(self) -> None:
        with self.assertRaises(ApiError):
            CrossFade().push(b"")
