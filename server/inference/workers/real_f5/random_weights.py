"""
Writes files in the published formats, with random weights: F5TTS_v1_Base's checkpoint and vocabulary, and Vocos.

    python -m real_f5.random_weights FOLDER            of the real size (1.3 GB)
    python -m real_f5.random_weights FOLDER --small    a smaller network, and a copy of the library that builds it

The copy is in FOLDER/package; with it on PYTHONPATH the worker loads the smaller network under the same name.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import shutil
import sys
from pathlib import Path
from typing import Any, Mapping

NAME = "F5TTS_v1_Base"
#: The training step of the published checkpoint, which is part of its file's name.
STEP = 1_250_000
SMALL = {"dim": 256, "depth": 4, "heads": 4}
#: charactr/vocos-mel-24khz. `center` makes one frame less than there are in the spectrogram.
MEL = {"sample_rate": 24_000, "n_fft": 1024, "hop_length": 256, "n_mels": 100, "padding": "center"}
VOCOS = {
    "feature_extractor": {"class_path": "vocos.feature_extractors.MelSpectrogramFeatures", "init_args": MEL},
    "backbone": {
        "class_path": "vocos.models.VocosBackbone",
        "init_args": {"input_channels": 100, "dim": 512, "intermediate_dim": 1536, "num_layers": 8},
    },
    "head": {
        "class_path": "vocos.heads.ISTFTHead",
        "init_args": {"dim": 512, "n_fft": 1024, "hop_length": 256, "padding": "center"},
    },
}


def copy_with_small_network(folder: Path) -> None:
    """Copies the installed package, with another architecture in the model's configuration."""
    spec = importlib.util.find_spec("f5_tts")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("f5-tts is not installed in this Python.")
    package = folder / "package" / "f5_tts"
    shutil.copytree(spec.submodule_search_locations[0], package, ignore=shutil.ignore_patterns("__pycache__"))
    configuration = package / "configs" / f"{NAME}.yaml"
    text = configuration.read_text(encoding="utf-8")
    for key, value in SMALL.items():
        text, replaced = re.subn(rf"^(\s+{key}:) \d+", rf"\1 {value}", text, count=1, flags=re.MULTILINE)
        assert replaced == 1, key
    configuration.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(package.parent))


def write_f5(folder: Path) -> None:
    import torch
    from f5_tts.model import CFM, DiT
    from f5_tts.model.utils import get_tokenizer
    from importlib.resources import files
    from omegaconf import OmegaConf
    from safetensors.torch import save_file

    # The published file ends its lines with CR LF.
    vocabulary = files("f5_tts").joinpath("infer/examples/vocab.txt").read_bytes().replace(b"\n", b"\r\n")
    (folder / "vocab.txt").write_bytes(vocabulary)
    characters, count = get_tokenizer(str(folder / "vocab.txt"), "custom")
    architecture = OmegaConf.load(str(files("f5_tts").joinpath(f"configs/{NAME}.yaml"))).model.arch
    mel = {
        "n_fft": MEL["n_fft"],
        "hop_length": MEL["hop_length"],
        "win_length": MEL["n_fft"],
        "n_mel_channels": MEL["n_mels"],
        "target_sample_rate": MEL["sample_rate"],
        "mel_spec_type": "vocos",
    }
    torch.manual_seed(1)
    network = DiT(**architecture, text_num_embeds=count, mel_dim=MEL["n_mels"])
    model = CFM(transformer=network, mel_spec_kwargs=mel, vocab_char_map=characters)
    saved: dict[str, Any] = {f"ema_model.{name}": _random(value) for name, value in model.state_dict().items()}
    saved |= {"initted": torch.tensor(True), "step": torch.tensor(STEP)}
    save_file(saved, folder / f"model_{STEP}.safetensors")


def _random(value: Any) -> Any:
    """A new network's last layers are zero, so that it would pass its input on unchanged."""
    import torch

    is_unused = value.is_floating_point() and not value.any()
    return torch.randn_like(value) * 0.02 if is_unused else value.contiguous().clone()


def write_vocos(folder: Path) -> None:
    import torch
    from vocos import Vocos

    folder.mkdir()
    (folder / "config.yaml").write_text(_yaml(VOCOS), encoding="utf-8")
    torch.manual_seed(2)
    torch.save(Vocos.from_hparams(str(folder / "config.yaml")).state_dict(), folder / "pytorch_model.bin")


def _yaml(value: Mapping[str, Any], indent: str = "") -> str:
    lines = (
        f"{indent}{key}:\n{_yaml(inner, indent + '  ')}" if isinstance(inner, dict) else f"{indent}{key}: {inner}\n"
        for key, inner in value.items()
    )
    return "".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="must not be there yet")
    parser.add_argument("--small", action="store_true")
    args = parser.parse_args()
    args.folder.mkdir(parents=True)
    if args.small:
        copy_with_small_network(args.folder)
    (args.folder / "model").mkdir()
    write_f5(args.folder / "model")
    write_vocos(args.folder / "model" / "vocos")


if __name__ == "__main__":
    main()
