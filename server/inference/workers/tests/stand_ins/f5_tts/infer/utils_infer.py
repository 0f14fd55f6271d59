"""
Stand-in of `f5_tts.infer.utils_infer` 1.1.20, with its side effects: it leaves temporary files behind, prints texts,
and installs the signal handlers anew as cuDNN's attention does, after which they no longer interrupt system calls.
"""

import hashlib
import shutil
import signal
import tempfile

from samples import SAMPLES_PER_BYTE, Samples
from script import script

_ref_audio_cache = {}


def preprocess_ref_audio_text(ref_audio_orig, ref_text, show_info=print):
    show_info("Converting audio...")
    assert ref_text.strip(), "it would load a Whisper of its own"
    with open(ref_audio_orig, "rb") as file:
        audio_hash = hashlib.md5(file.read()).hexdigest()
    if audio_hash not in _ref_audio_cache:
        with tempfile.NamedTemporaryFile(suffix=".wav", delete=False) as file:
            shutil.copy(ref_audio_orig, file.name)
        _ref_audio_cache[audio_hash] = file.name
    script.prepared.append(_ref_audio_cache[audio_hash])
    print("\nref_text  ", ref_text)
    return _ref_audio_cache[audio_hash], ref_text if ref_text.endswith("。") else ref_text + ". "


def infer_batch_process(
    ref_audio,
    ref_text,
    gen_text_batches,
    model_obj,
    vocoder,
    mel_spec_type="vocos",
    progress=None,
    target_rms=0.1,
    cross_fade_duration=0.15,
    nfe_step=32,
    cfg_strength=2.0,
    sway_sampling_coef=-1,
    speed=1,
    fix_duration=None,
    device=None,
    streaming=False,
    chunk_size=2048,
):
    assert streaming and progress is None
    signal.siginterrupt(signal.SIGTERM, False)
    audio, rate_hz = ref_audio
    for text in gen_text_batches:
        number = len(script.calls)
        script.calls.append(
            {
                "text": text,
                "ref_text": ref_text,
                "steps": nfe_step,
                "speed": speed,
                "fix_duration": fix_duration,
                "device": device,
            }
        )
        script.step()
        if number in script.errors:
            raise script.errors[number]
        # The level identifies the chunk.
        wave = [(number + 1) / 10] * (SAMPLES_PER_BYTE * len(text.encode()))
        for at in range(0, len(wave), chunk_size):
            yield Samples(wave[at : at + chunk_size]), 24000
