"""Makes tiny packages for a package index of a test: python3 make-packages.py FOLDER

Prints one JSON line for each: name, version, file, sha256, bytes, kind.
"""

import hashlib
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path

folder = Path(sys.argv[1])


def tell(name: str, version: str, path: Path, kind: str) -> None:
    content = path.read_bytes()
    facts = {"name": name, "version": version, "file": path.name, "kind": kind}
    print(json.dumps({**facts, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}))


def wheel(name: str, version: str, code: str, padding: int = 0) -> None:
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": code,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Dist: never-installed\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{each},,\n" for each in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for each, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(each, text)
        if padding:
            archive.writestr(f"{name}/padding", bytes(padding))
    tell(name, version, path, "wheel")


def source(name: str, version: str) -> None:
    """A source package whose build backend is in it, so that no setuptools is needed."""
    backend = f'''
import base64, hashlib, zipfile
def build_wheel(folder, settings=None, metadata=None):
    name = "{name}-{version}-py3-none-any.whl"
    info = "{name}-{version}.dist-info"
    with zipfile.ZipFile(folder + "/" + name, "w") as archive:
        archive.writestr("{name}/__init__.py", "built = True")
        archive.writestr(info + "/METADATA", "Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
        archive.writestr(info + "/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        archive.writestr(info + "/RECORD", "")
    return name
'''
    project = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    path = folder / f"{name}-{version}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for each, text in {"backend.py": backend, "pyproject.toml": project, "PKG-INFO": about}.items():
            entry = tarfile.TarInfo(f"{name}-{version}/{each}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    tell(name, version, path, "source")


wheel("tiny_engine", "1.0", "import tiny_part, tiny_built")
wheel("tiny_engine", "2.0", "import tiny_part, tiny_built")
wheel("tiny_engine", "3.0", "raise RuntimeError('compiled with different CUDA versions')")
wheel("tiny_part", "1.0", "", padding=2_000_000)
source("tiny_built", "1.0")
