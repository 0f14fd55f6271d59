"""A place for the temporary files of libraries that leave theirs behind."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from typing import Iterator


@contextmanager
def temporary_folder() -> Iterator[str]:
    """Everything that any library makes with `tempfile` inside is deleted at the end. One thread at a time."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="avatar-worker-") as folder:
        tempfile.tempdir = folder
        try:
            yield folder
        finally:
            tempfile.tempdir = before
