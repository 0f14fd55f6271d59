"""One JSON object a line on stderr: timestamp, level, event and fields. Never what people said."""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from datetime import datetime, timezone
from typing import Optional


def log(event: str, level: str = "info", **fields: object) -> None:
    """Writes one line."""
    timestamp = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line = json.dumps({"timestamp": timestamp, "level": level.upper(), "event": event, **fields}, ensure_ascii=False)
    # File names that are not UTF-8 contain half characters.
    _write(f"{line}\n".encode(errors="replace"))


def _write(line: bytes) -> None:
    try:
        os.write(2, line)
    except OSError:
        pass  # stderr is closed: AVATAR has ended, which is no reason to fail.


def only_json_lines() -> None:
    """
    From now on nothing else reaches stderr from Python: libraries write warnings and progress there, which may quote
    their input. An exception that nobody caught becomes a line.
    """
    # The descriptor stays: the last words of a native library that aborts are plain text.
    sys.stderr = open(os.devnull, "w")
    sys.excepthook = lambda kind, error, _: _log_uncaught(kind, error)
    threading.excepthook = lambda thrown: _log_uncaught(thrown.exc_type, thrown.exc_value)


def _log_uncaught(kind: type[BaseException], error: Optional[BaseException]) -> None:
    log("uncaught_error", "error", error=kind.__name__, where=where(error) if error else [])


def where(error: BaseException) -> list[str]:
    """`file:line` of each frame, innermost last; not the message, which may quote the input."""
    return [f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
