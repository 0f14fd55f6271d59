"""
faster-whisper itself beside its stand-in. Run it with a Python that has the library:

    python3 -m unittest tests.real_faster_whisper
"""

from __future__ import annotations

import importlib
import inspect
import sys
import unittest
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests import STAND_INS

REQUIREMENTS = Path(__file__).parent.parent / "requirements-whisper.txt"


def module(is_stand_in: bool) -> Any:
    """Imports `faster_whisper`, with the folder of the stand-ins in front or not on the path at all."""
    others = [entry for entry in sys.path if entry != str(STAND_INS)]
    sys.path[:] = [str(STAND_INS), *others] if is_stand_in else others
    for name in [name for name in sys.modules if name.partition(".")[0] == "faster_whisper"]:
        del sys.modules[name]
    return importlib.import_module("faster_whisper")


class SignaturesTest(unittest.TestCase):
    def test_the_stand_in_takes_what_the_library_takes(self) -> None:
        stand_in, library = module(True).WhisperModel, module(False).WhisperModel
        self.assertNotEqual(inspect.getfile(stand_in), inspect.getfile(library))
        for name in ("__init__", "transcribe"):
            with self.subTest(name=name):
                expected = list(inspect.signature(getattr(library, name)).parameters)
                self.assertEqual(list(inspect.signature(getattr(stand_in, name)).parameters), expected)
        self.assertIsInstance(library.supported_languages, property)

    def test_the_library_has_the_version_that_is_pinned(self) -> None:
        self.assertIn(f"faster-whisper=={version('faster-whisper')}", REQUIREMENTS.read_text())


if __name__ == "__main__":
    unittest.main()
