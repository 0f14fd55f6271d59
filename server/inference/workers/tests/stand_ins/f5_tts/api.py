"""Stand-in of `f5_tts.api` 1.1.20."""

import threading

from script import script


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
        self.ema_model, self.vocoder, self.mel_spec_type = "model", "vocoder", "vocos"
        self.device = device or "cuda"
