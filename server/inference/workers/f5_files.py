"""Finds the files that F5-TTS would otherwise download."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

#: The published checkpoints are named after their training steps.
_STEPS = re.compile(r"model_(\d+)\.safetensors")


@dataclass(frozen=True)
class ModelFiles:
    checkpoint: str
    vocabulary: str
    vocoder_dir: str


def find_model_files(model_dir: str, vocoder_dir: Optional[str]) -> ModelFiles:
    """
    At any depth. Of several checkpoints in one folder the one with the most training steps is taken, and the vocabulary
    beside it. Raises FileNotFoundError that names what is missing, and ValueError that names the files of which one
    must go.
    """
    checkpoint = _newest(_found(model_dir, "*.safetensors", "the checkpoint"))
    vocabularies = _found(model_dir, "vocab.txt", "the vocabulary")
    beside = checkpoint.parent / "vocab.txt"
    vocabulary = beside if beside in vocabularies else _only(vocabularies)
    vocoder = _only(_found(vocoder_dir or model_dir, "pytorch_model.bin", "the Vocos vocoder"))
    if not (vocoder.parent / "config.yaml").is_file():
        raise FileNotFoundError(f"config.yaml, of the Vocos vocoder, is not in {vocoder.parent}")
    return ModelFiles(str(checkpoint), str(vocabulary), str(vocoder.parent))


def _found(folder: str, pattern: str, what: str) -> list[Path]:
    found = sorted(Path(folder).rglob(pattern))
    if not found:
        raise FileNotFoundError(f"{pattern}, {what}, is not in {folder}")
    return found


def _newest(checkpoints: list[Path]) -> Path:
    """Checkpoints in different folders may be of different models, and a name without steps says nothing."""
    steps = [int(name.group(1)) for path in checkpoints if (name := _STEPS.fullmatch(path.name))]
    if len(steps) < len(checkpoints) or len({path.parent for path in checkpoints}) > 1:
        return _only(checkpoints)
    return checkpoints[steps.index(max(steps))]


def _only(paths: list[Path]) -> Path:
    if len(paths) > 1:
        raise ValueError(f"only one of these may be there: {', '.join(map(str, paths))}")
    return paths[0]
