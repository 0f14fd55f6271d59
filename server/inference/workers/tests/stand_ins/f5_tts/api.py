"""
Stand-in of `f5_tts.api` 1.1.22. Like the real one it leaves a folder behind when it is imported, and with
STAND_IN_IS_LOUD it warns and writes to stderr.
"""

import os
import sys
import tempfile
import threading
import warnings

import torch
from script import script

tempfile.mkdtemp("wandb-media")
if os.environ.get("STAND_IN_IS_LOUD"):
    warnings.warn("Couldn't find ffmpeg or avconv - defaulting to ffmpeg, but may not work", RuntimeWarning)
    sys.stderr.write("plain text\n")


class Transformer:
    """The text of a request stays in it until the cache is cleared; its length must fit the speech."""

    def __init__(self):
        self.kept = None

    def clear_cache(self):
        self.kept = None

    def embed(self, text, frames):
        if self.kept is None:
            self.kept = (text, frames)
        if self.kept[1] != frames:
            raise RuntimeError("Sizes of tensors must match except in dimension 2.")
        return self.kept[0]


class Model:
    def __init__(self):
        self.transformer = Transformer()


class F5TTS:
    def __init__(
        self,
        model="F5TTS_v1_Base",
        ckpt_file="",
        vocab_file="",
        ode_method="euler",
        use_ema=True,
        vocoder_local_path=None,
        device=None,
        hf_cache_dir=None,
    ):
        assert script.load_go.wait(30)
        script.threads.add(threading.get_ident())
        if script.load_error:
            raise script.load_error
        print("vocab : ", vocab_file)
        script.loaded = {"checkpoint": ckpt_file, "vocab": vocab_file, "vocoder": vocoder_local_path, "device": device}
        self.ema_model, self.vocoder, self.mel_spec_type = Model(), "vocoder", "vocos"
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
