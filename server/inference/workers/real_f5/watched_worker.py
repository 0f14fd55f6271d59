"""
The F5-TTS worker, watched: says on stderr when something connects to another machine, and makes inference fail while
the file FAULT_FILE names a fault (`memory`, `nan`).
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import f5_model  # noqa: E402
import f5_tts_worker  # noqa: E402
from structured_log import log  # noqa: E402


def report_connections() -> None:
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            log("connected", address=str(address))
        connect(self, address)

    socket.socket.connect = watched  # type: ignore[method-assign, assignment]


def fail_on_demand(f5: Any, fault_file: str) -> None:
    """The third block of the network fails, after the text went into the caches."""
    import torch

    block = f5.ema_model.transformer.transformer_blocks[2]
    forward = block.forward

    def faulty(*arguments: Any, **named: Any) -> Any:
        fault = Path(fault_file).read_text(encoding="utf-8") if os.path.exists(fault_file) else ""
        if fault == "memory":
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 1.21 GiB.")
        result = forward(*arguments, **named)
        return result * float("nan") if fault == "nan" else result

    block.forward = faulty


class FaultySynthesizer(f5_model.Synthesizer):
    def __init__(self, f5: Any, *others: Any) -> None:
        fail_on_demand(f5, os.environ["FAULT_FILE"])
        super().__init__(f5, *others)


if __name__ == "__main__":
    report_connections()
    f5_model.Synthesizer = FaultySynthesizer  # type: ignore[misc, assignment]
    f5_tts_worker.main()
