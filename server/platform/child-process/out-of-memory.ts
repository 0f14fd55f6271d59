/** Messages of PyTorch, CUDA and its libraries when a GPU has no memory left. */
const patterns = [
  /torch\.OutOfMemoryError/i,
  /torch\.cuda\.OutOfMemoryError/i,
  /CUDA out of memory\. Tried to allocate/i,
  /CUDA error: out of memory/i,
  // cuBLAS and cuDNN allocate handles outside PyTorch: `CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate(handle)`.
  /\bCU[A-Z]+_(?:STATUS_)?ALLOC_FAILED\b/,
];

/** Whether a log line or an error message says that the GPU has no memory left. */
export function saysOutOfMemory(text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
