"""A request to speak, checked."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from typing import Any, Optional

from api_error import ApiError
from http_messages import Request
from reference_voices import allowed_reference, path_in_profiles
from spoken_text import has_speech

#: F5-TTS has tuned schedules for those up to 16; 32 is its full quality. A test holds ../settings.ts to these numbers.
STEPS = (5, 6, 7, 10, 12, 16, 32)
STEPS_OF_MODE = {"fast": 16, "hq": 32}
#: Half of a character beyond U+FFFF, which JSON can express and UTF-8 can't; NUL, which ends strings in C.
_UNFIT = re.compile("[\ud800-\udfff\0]")
#: OpenAI's limits.
MAX_INPUT_CHARACTERS = 4096
SPEED_RANGE = (0.25, 4.0)
MAX_SEED = 2**32 - 1


@dataclass(frozen=True)
class Speech:
    """
    A checked request; `reference` is the cloned voice's (path, transcript), None for the default voice. The same `seed`
    makes the same sound of the same text; None: each time another.
    """

    text: str
    steps: int
    speed: float
    seed: Optional[int]
    reference: Optional[tuple[str, str]]


def parse_forget(request: Request, args: argparse.Namespace) -> str:
    """The recording whose voice is to be forgotten: most often it is gone already."""
    path = _json_object(request).get("ref_audio")
    if not isinstance(path, str) or path.strip() == "" or len(path) > MAX_INPUT_CHARACTERS or _UNFIT.search(path):
        raise ApiError(400, "bad_ref_audio", "'ref_audio' names a recording.")
    return str(path_in_profiles(path.strip(), args.profiles_dir))


def _json_object(request: Request) -> dict[str, Any]:
    if request.headers.get_content_type() != "application/json":
        raise ApiError(415, "unsupported_content_type", "Send application/json.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise ApiError(400, "bad_json", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise ApiError(400, "bad_json", "The body is not a JSON object.")
    return body


def parse_speech(request: Request, args: argparse.Namespace) -> Speech:
    body = _json_object(request)

    def one_of(name: str, allowed: tuple[object, ...], default: object) -> Any:
        value = default if body.get(name) is None else body[name]
        if isinstance(value, bool) or value not in allowed:
            raise ApiError(400, f"unsupported_{name}", f"'{name}' is one of: {', '.join(map(str, allowed))}.")
        return value

    def text(name: str) -> str:
        value = body.get(name) or ""
        if not isinstance(value, str) or len(value) > MAX_INPUT_CHARACTERS or _UNFIT.search(value):
            raise ApiError(400, f"bad_{name}", f"'{name}' must be text of at most {MAX_INPUT_CHARACTERS} characters.")
        return value.strip()

    if (text("model") or args.served_model_name) != args.served_model_name:
        raise ApiError(404, "model_not_found", f"This server has the model '{args.served_model_name}'.")
    one_of("response_format", ("pcm",), "pcm")
    one_of("stream_format", ("audio",), "audio")
    mode = one_of("mode", tuple(STEPS_OF_MODE), "fast")
    steps = one_of("nfe_step", STEPS, STEPS_OF_MODE[mode])
    speed = 1.0 if body.get("speed") is None else body["speed"]
    if isinstance(speed, bool) or not isinstance(speed, (int, float)) or not SPEED_RANGE[0] <= speed <= SPEED_RANGE[1]:
        raise ApiError(400, "unsupported_speed", f"'speed' is between {SPEED_RANGE[0]} and {SPEED_RANGE[1]}.")
    seed = body.get("seed")
    if seed is not None and (type(seed) is not int or not 0 <= seed <= MAX_SEED):
        raise ApiError(400, "unsupported_seed", f"'seed' is a whole number between 0 and {MAX_SEED}.")
    if not has_speech(text("input")):
        raise ApiError(400, "input_empty", "'input' has nothing to say in it.")
    reference = None
    if text("ref_audio"):
        if not text("ref_text"):
            raise ApiError(400, "ref_text_missing", "A reference recording needs its transcript.")
        reference = (allowed_reference(text("ref_audio"), args.profiles_dir), text("ref_text"))
    return Speech(text("input"), int(steps), float(speed), seed, reference)
