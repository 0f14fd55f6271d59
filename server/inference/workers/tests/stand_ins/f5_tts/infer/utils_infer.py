"""
Stand-in of `f5_tts.infer.utils_infer` 1.1.22, with its lengths and its side effects: it leaves temporary files behind,
prints texts, keeps the text of a request that failed, and installs the signal handlers anew as cuDNN's attention does,
after which they no longer interrupt system calls.
"""

import hashlib
import math
import shutil
import signal
import tempfile
import wave
from array import array

from samples import Level
from script import script

_ref_audio_cache = {}
_RATE_HZ, _HOP = 24_000, 256
#: What is quieter than -42 dB counts as silence at the ends.
_SILENCE = round(32767 * 10 ** (-42 / 20))
_MAX_S = 12


class CouldntDecodeError(Exception):
    """pydub's."""


def _decoded(path):
    """PCM16 WAV needs no other program, everything else does."""
    try:
        with wave.open(path) as file:
            if file.getsampwidth() == 2:
                return array("h", file.readframes(file.getnframes())), file.getnchannels(), file.getframerate()
    except (wave.Error, EOFError):
        pass
    if shutil.which("ffprobe") is None:
        raise FileNotFoundError(2, "No such file or directory: 'ffprobe'")
    raise CouldntDecodeError(f"Decoding failed: {path}")


def _trimmed(samples, channels, rate_hz):
    heard = [at for at, value in enumerate(samples) if abs(value) > _SILENCE]
    speech = samples[heard[0] // channels * channels : heard[-1] + 1] if heard else array("h")
    return speech[: _MAX_S * rate_hz * channels] + array("h", [0] * (rate_hz // 20 * channels))


def preprocess_ref_audio_text(ref_audio_orig, ref_text, show_info=print):
    show_info("Converting audio...")
    assert ref_text.strip(), "it would load a Whisper of its own"
    with open(ref_audio_orig, "rb") as file:
        audio_hash = hashlib.md5(file.read()).hexdigest()
    if audio_hash not in _ref_audio_cache:
        with tempfile.NamedTemporaryFile(suffix=".wav", delete=False) as file:
            samples, channels, rate_hz = _decoded(ref_audio_orig)
            with wave.open(file, "wb") as written:
                written.setnchannels(channels)
                written.setsampwidth(2)
                written.setframerate(rate_hz)
                written.writeframes(_trimmed(samples, channels, rate_hz).tobytes())
        _ref_audio_cache[audio_hash] = file.name
    script.prepared.append(_ref_audio_cache[audio_hash])
    print("\nref_text  ", ref_text)
    if not ref_text.endswith((". ", "。")):
        ref_text += " " if ref_text.endswith(".") else ". "
    return _ref_audio_cache[audio_hash], ref_text


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
    rms = (audio * audio).mean() ** 0.5
    if len(ref_text[-1].encode()) == 1:
        ref_text += " "
    ref_frames = audio.shape[-1] * _RATE_HZ // rate_hz // _HOP
    for text in gen_text_batches:
        number = len(script.calls)
        if fix_duration is None:
            pace = 0.3 if len(text.encode()) < 10 else speed
            frames = ref_frames + int(ref_frames / len(ref_text.encode()) * len(text.encode()) / pace)
        else:
            frames = int(fix_duration * _RATE_HZ / _HOP)
        call = {
            "text": text,
            "ref_text": ref_text,
            "steps": nfe_step,
            "speed": speed,
            "fix_duration": fix_duration,
            "device": device,
            "seed": script.seed,
            "rms": rms,
        }
        script.calls.append(call)
        call["spoken"] = model_obj.transformer.embed(text, frames)
        script.step()
        if number in script.errors:
            raise script.errors[number]
        model_obj.transformer.clear_cache()
        # The level identifies the chunk.
        level = math.nan if number in script.overflows else (number + 1) / 10
        samples = (frames - ref_frames - 1) * _HOP
        for at in range(0, samples, chunk_size):
            yield Level(level * min(rms / target_rms, 1), min(chunk_size, samples - at)), _RATE_HZ
