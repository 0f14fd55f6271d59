"""What the model is given to read. OpenCC itself is used where it is installed; the stand-in knows no words."""

from __future__ import annotations

import subprocess
import sys
import unittest

from model_alphabet import to_model_alphabet
from testing.worker_process import WORKERS

#: Taiwanese spelling, what the model is given, and how that sounds.
TABLE = WORKERS / "testing" / "spoken_words.tsv"
#: Reads texts from its input, a line each, and writes what the model is given. Without the folder of the stand-ins.
CONVERT = f"""
import sys
sys.path[0] = {str(WORKERS)!r}
from model_alphabet import to_model_alphabet
for line in sys.stdin: print(to_model_alphabet(line))
"""


def has_opencc() -> bool:
    probe = [sys.executable, "-c", "import opencc"]
    return subprocess.run(probe, stderr=subprocess.DEVNULL).returncode == 0


class ModelAlphabetTest(unittest.TestCase):
    def test_marks_that_the_vocabulary_lacks_become_ones_that_sound_the_same(self) -> None:
        cases = [
            ("他說：「好」；她說：『不好』。", "他说，「好」，她说，「不好」。"),
            ("早安（真的），你好（對）。", "早安，真的，你好，對。"),
            ("（一）先洗。", "一，先洗。"),
            ("ＡＢＣ　１２３％，10：30到11：00", "ABC 123%，10:30到11:00"),
            ("約翰‧藍儂──歌手", "約翰·藍儂——歌手"),
            ("①㎡½￥", "1m21⁄2¥"),
            ("好！？…、。《書》〈詩〉【註】", "好！？…、。《書》《詩》【註】"),
            ("家\u200b人\ufe0f", "家人"),
            ("Plain text, (as it is): 5 < 6; \"yes\"!", "Plain text, (as it is): 5 < 6; \"yes\"!"),
            ("e\u0301 caf\u00e9", "é café"),
            ("\ufdfa", "\ufdfa"),
            ("   ", ""),
        ]
        for text, expected in cases:
            with self.subTest(text=text):
                self.assertEqual(to_model_alphabet(text), expected)

    def test_what_is_converted_stays_as_it_is(self) -> None:
        for text in ("他说，「好」，她说，「不好」。", "Hello, world. 10:30", "一，先洗。"):
            self.assertEqual(to_model_alphabet(text), text)

    @unittest.skipUnless(has_opencc(), "OpenCC is not installed in this Python")
    def test_words_keep_their_sound_and_their_length(self) -> None:
        rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
        self.assertGreater(len(rows), 80)
        words = "\n".join(word for word, _, _ in rows)
        run = subprocess.run([sys.executable, "-c", CONVERT], input=words, capture_output=True, text=True, check=True)
        for (word, expected, _), given in zip(rows, run.stdout.splitlines(), strict=True):
            self.assertEqual((word, given), (word, expected))
            self.assertEqual(len(given.encode()), len(word.encode()))
