"""Failures as HTTP answers: `{"error": {"message", "type", "code"}}`, the shape of OpenAI's servers."""

from __future__ import annotations

import re

_OUT_OF_MEMORY = re.compile(r"out of memory|_ALLOC_FAILED\b|can't allocate memory|std::bad_alloc", re.IGNORECASE)


class ApiError(Exception):
    """A failure with its HTTP status and a code for programs. The message never quotes what people said."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def body(self) -> dict[str, dict[str, str]]:
        kind = "invalid_request_error" if self.status < 500 else "server_error"
        return {"error": {"message": self.message, "type": kind, "code": self.code}}


class ClientGone(Exception):
    """The other end closed the connection or stopped reading: the answer is no longer needed."""


def is_out_of_memory(error: BaseException) -> bool:
    """True for PyTorch's `OutOfMemoryError`, the RuntimeErrors of its libraries (cuBLAS, cuDNN), and the CPU's own."""
    return isinstance(error, MemoryError) or _OUT_OF_MEMORY.search(str(error)) is not None


def to_api_error(error: Exception) -> ApiError:
    """
    The error that a caller gets for any failure. Out of memory (507) keeps its message word for word, since callers and
    the supervisor recognise it by that; any other failure is named by its kind only: a library's message may quote its
    input.
    """
    if isinstance(error, ApiError):
        return error
    if is_out_of_memory(error):
        return ApiError(507, "out_of_memory", str(error) or "out of memory")
    return ApiError(500, "inference_failed", f"The model failed: {type(error).__name__}.")
