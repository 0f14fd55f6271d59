/** What PyTorch, CUDA and its libraries say when a card has no memory left. */
const patterns = [
  /torch\.OutOfMemoryError/i,
  /torch\.cuda\.OutOfMemoryError/i,
  /CUDA out of memory\. Tried to allocate/i,
  /CUDA error: out of memory/i,
  // Their handles and workspaces are no tensors: `CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate(handle)`.
  /\bCU[A-Z]+_(?:STATUS_)?ALLOC_FAILED\b/,
];

/** Whether a log line or an error text says that the card has no memory left. */
export function saysOutOfMemory(text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
