"""One model: its state, and who may use it when."""

from __future__ import annotations

import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Callable, Generic, Iterator, Literal, Optional, TypeVar

from api_error import ApiError, ClientGone
from structured_log import log, where

Model = TypeVar("Model")
Result = TypeVar("Result")
Status = Literal["unloaded", "loading", "ready", "failed"]
ReportProgress = Callable[[float], None]

#: More requests than this in the queue are refused; AVATAR's own scheduler keeps it at one or two.
MAX_WAITING = 16
#: How often a waiting request checks whether its client is still there, seconds.
CLIENT_CHECK_S = 0.05


class ModelHost(Generic[Model]):
    """
    Loads the model in the background and lets one request at a time use it, first come first served.
    `load` gets a function for its progress (0 to 1) and returns the model; `release` runs when it is dropped.
    Everything that touches the model runs in one thread: CUDA's libraries keep handles and plans for each thread, which
    took 100 MiB of the card for every connection, and made its first sound late.
    """

    def __init__(self, load: Callable[[ReportProgress], Model], release: Callable[[], None]) -> None:
        self._load = load
        self._release = release
        self._changed = threading.Condition()
        self._status: Status = "unloaded"
        self._progress: Optional[float] = None
        self._detail: Optional[str] = None
        self._model: Optional[Model] = None
        self._waiting: deque[object] = deque()
        self._busy = False
        self._closed = False
        self._model_thread = ThreadPoolExecutor(1, "model")

    def health(self) -> dict[str, object]:
        """`{"status", "progress": 0–1 while it loads or null, "detail": why it failed or null}`"""
        with self._changed:
            return {"status": self._status, "progress": self._progress, "detail": self._detail}

    def start_loading(self) -> Status:
        """Starts loading unless it is loaded or loading; answers the status after that."""
        with self._changed:
            if self._closed or self._status in ("loading", "ready"):
                return self._status
            self._set("loading", progress=0.0)
        threading.Thread(target=self._run_load, name="load", daemon=True).start()
        return "loading"

    def _run_load(self) -> None:
        started = time.monotonic()
        log("model_loading")
        try:
            model = self._model_thread.submit(self._load, self._report_progress).result()
        except BaseException as error:  # A library's sys.exit must not leave "loading" for ever.
            message = (str(error).strip() or type(error).__name__)[:500]
            with self._changed:
                self._set("failed", detail=f"{type(error).__name__}: {message}")
            log("model_load_failed", "error", error=type(error).__name__, detail=message, where=where(error))
            return
        with self._changed:
            self._model = model
            self._set("ready")
        log("model_ready", duration_ms=round((time.monotonic() - started) * 1000))

    def _report_progress(self, progress: float) -> None:
        with self._changed:
            self._progress = progress

    def _set(self, status: Status, progress: Optional[float] = None, detail: Optional[str] = None) -> None:
        self._status, self._progress, self._detail = status, progress, detail
        self._changed.notify_all()

    def unload(self, is_gone: Callable[[], bool]) -> None:
        """Drops the model once the requests before this one are done. Raises ApiError 409 while it loads."""
        with self._changed:
            if self._status == "loading":
                raise ApiError(409, "model_loading", "The model is loading; unload it when it is ready.")
            if self._status != "ready":
                self._set("unloaded")
                return
        try:
            with self._turn(is_gone) as lent:
                # Both at once: a waiting request must not find the state ready without a model.
                with self._changed:
                    self._model = None
                    self._set("unloaded")
                lent.clear()
                self._model_thread.submit(self._release).result()
        except ApiError as error:
            # Another unload came first.
            if error.code != "model_unloaded":
                raise
            return
        log("model_unloaded")

    def run(self, work: Callable[[Model], Result], is_gone: Callable[[], bool]) -> Result:
        """
        Runs `work` with exclusive use of the model and returns its result. Raises what `work` raises, ApiError 503 when
        there is no model or the queue is full, and ClientGone when the client leaves before its turn comes.
        """
        with self._turn(is_gone) as lent:
            return self._model_thread.submit(work, lent[0]).result()

    @contextmanager
    def _turn(self, is_gone: Callable[[], bool]) -> Iterator[list[Model]]:
        """Lends the model to one request at a time, in a list: `unload` clears it, so that no reference is left."""
        ticket = object()
        with self._changed:
            self._require_ready()
            if len(self._waiting) >= MAX_WAITING:
                raise ApiError(503, "queue_full", f"{MAX_WAITING} requests are waiting already.")
            self._waiting.append(ticket)
            try:
                while True:
                    model = self._require_ready()
                    if is_gone():
                        raise ClientGone
                    if not self._busy and self._waiting[0] is ticket:
                        self._busy = True
                        break
                    self._changed.wait(CLIENT_CHECK_S)
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()
        lent = [model]
        del model
        try:
            yield lent
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _require_ready(self) -> Model:
        if self._closed:
            raise ApiError(503, "stopping", "The worker is stopping.")
        if self._model is None or self._status != "ready":
            raise ApiError(503, f"model_{self._status}", f"The model is not ready: {self._status}.")
        return self._model

    def close(self, timeout_s: float) -> bool:
        """Refuses the queue and waits for the running request. Returns whether it ended in time."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._busy, timeout_s)
