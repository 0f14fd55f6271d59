"""A request to transcribe, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional

from api_error import ApiError
from http_messages import Request
from multipart_form import parse_multipart
from wav_file import wav_duration_s

#: AVATAR sends at most 60 s; each 30 s window costs a whole pass of the encoder, while others wait.
MAX_AUDIO_S = 120.0
#: A field that is no file. faster-whisper itself keeps the last 223 tokens of a longer prompt.
MAX_FIELD_BYTES = 16_384


@dataclass(frozen=True)
class Transcription:
    """A checked request. `language` is Whisper's code."""

    wav: bytes
    duration_s: float
    language: str
    prompt: Optional[str]
    response_format: str


def whisper_language(tag: str) -> str:
    """Whisper's code for a language tag: it has one Chinese, so zh-TW is `zh`."""
    return tag.strip().replace("_", "-").partition("-")[0].lower()


def parse_transcription(request: Request, model_name: str) -> Transcription:
    form = parse_multipart(request.headers, request.body)
    wav = form.pop("file", None)
    if wav is None:
        raise ApiError(400, "file_missing", "The form has no field 'file'.")

    def text(name: str) -> Optional[str]:
        value = form.get(name)
        if value is None or not value.strip():
            return None
        if len(value) > MAX_FIELD_BYTES:
            raise ApiError(413, "field_too_large", f"'{name}' may have at most {MAX_FIELD_BYTES} bytes.")
        try:
            return value.decode().strip()
        except UnicodeDecodeError:
            raise ApiError(400, "not_utf8", f"'{name}' is not UTF-8.") from None

    if (text("model") or model_name) != model_name:
        raise ApiError(404, "model_not_found", f"This server has the model '{model_name}'.")
    language = text("language")
    if language is None:
        raise ApiError(400, "language_missing", "Say the language: guessing it would double the time.")
    response_format = text("response_format") or "json"
    if response_format not in ("json", "verbose_json", "text"):
        raise ApiError(400, "unsupported_format", "response_format is json, verbose_json or text.")
    if not re.fullmatch(r"0*(\.0*)?", text("temperature") or "0"):
        raise ApiError(400, "unsupported_temperature", "The temperature is 0.")
    duration_s = wav_duration_s(wav)
    if duration_s > MAX_AUDIO_S:
        raise ApiError(413, "audio_too_long", f"At most {MAX_AUDIO_S:.0f} s of audio.")
    return Transcription(wav, duration_s, whisper_language(language), text("prompt"), response_format)
