/** What PyTorch and CUDA say when a card has no memory left; read in their sources. */
const patterns = [
  /torch\.OutOfMemoryError/i,
  /torch\.cuda\.OutOfMemoryError/i,
  /CUDA out of memory\. Tried to allocate/i,
  /CUDA error: out of memory/i,
];

/** Whether a log line or an error text says that the card has no memory left. */
export function saysOutOfMemory(text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
