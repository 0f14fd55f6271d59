"""Makes the lock files beside it from pins.toml: every package with its version, size and SHA-256.

    python3 -m venv uv && uv/bin/pip install uv
    python3 make_locks.py --uv uv/bin/uv [NAME ...]

Needs Python 3.11 or newer and a package index. uv only resolves here, once for each Python version, for Linux on
x86_64 with glibc 2.35; the files are in pip's format, name no index, and both pip and uv install from them.
"""

import argparse
import re
import subprocess
import tempfile
import tomllib
from pathlib import Path
from typing import Any

here = Path(__file__).parent
platform = "x86_64-manylinux_2_35"


def resolve(uv: str, python: str, pins: dict[str, Any]) -> list[dict[str, Any]]:
    """The packages of one Python version, as tables of a pylock.toml."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, overrides, lock = (Path(folder) / name for name in ("pins.txt", "overrides.txt", "pylock.toml"))
        wanted.write_text("\n".join(pins["pins"]))
        overrides.write_text("\n".join(f"{name}; sys_platform == 'never'" for name in pins.get("without", [])))
        command = [uv, "pip", "compile", "--quiet", "--no-config", "--no-python-downloads"]
        command += ["--python-version", python, "--python-platform", platform, "--only-binary", ":all:"]
        for name in pins.get("built", []):
            command += ["--no-binary", name]
        files = ["--overrides", overrides, "--output-file", lock, wanted]
        subprocess.run([*command, *files], check=True, cwd=folder, stdout=subprocess.DEVNULL)
        packages: list[dict[str, Any]] = tomllib.loads(lock.read_text())["packages"]
        return packages


def lock_lines(pins: dict[str, Any], resolved: dict[str, list[dict[str, Any]]]) -> list[str]:
    """The requirements of all Python versions. A package that some of them lack or have in another version is marked."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for python, packages in resolved.items():
        for package in packages:
            is_source = package["name"] in pins.get("built", [])
            files = [package["sdist"]] if is_source else package["wheels"]
            known = merged.setdefault(
                (package["name"], package["version"]),
                {"kind": "source" if is_source else "wheel", "pythons": [], "bytes": 0, "hashes": set()},
            )
            known["pythons"].append(python)
            known["bytes"] = max(known["bytes"], *(file["size"] for file in files))
            known["hashes"].update(file["hashes"]["sha256"] for file in files)
    lines = []
    for (name, version), known in sorted(merged.items()):
        marker = " or ".join(f'python_version == "{python}"' for python in known["pythons"])
        lines.append(f"# {known['kind']}, {known['bytes']} bytes")
        lines.append(f"{name}=={version}" + ("" if len(known["pythons"]) == len(resolved) else f" ; {marker}") + " \\")
        lines.append(" \\\n".join(f"    --hash=sha256:{digest}" for digest in sorted(known["hashes"])))
    return lines


def glibc_minor(resolved: dict[str, list[dict[str, Any]]]) -> int:
    """The newest glibc 2.N that a wheel needs; a wheel for several needs the oldest of them."""
    newest = 17
    for packages in resolved.values():
        for package in packages:
            for wheel in package.get("wheels", []):
                minors = [int(minor) for minor in re.findall(r"manylinux_2_(\d+)_", wheel["url"].rpartition("/")[2])]
                if "manylinux2014" not in wheel["url"] and minors:
                    newest = max(newest, min(minors))
    return newest


def main() -> None:
    all_pins = tomllib.loads((here / "pins.toml").read_text())
    arguments = argparse.ArgumentParser(description="Makes the lock files of the model servers' environments.")
    arguments.add_argument("--uv", default="uv")
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(all_pins)}; all without")
    options = arguments.parse_args()
    for name in options.names or all_pins:
        pins = all_pins[name]
        resolved = {python: resolve(options.uv, python, pins) for python in pins["pythons"]}
        head = [
            f"# Made by make_locks.py from pins.toml ({name}); do not edit.",
            f"# Python: {' '.join(pins['pythons'])}",
            f"# glibc: 2.{glibc_minor(resolved)}",
            f"# installed: {pins['installed_mb']} MB",
        ]
        (here / f"{name}.txt").write_text("\n".join([*head, *lock_lines(pins, resolved), ""]))
        counts = ", ".join(f"{python}: {len(packages)}" for python, packages in resolved.items())
        print(f"{name}: packages for Python {counts}")


if __name__ == "__main__":
    main()
