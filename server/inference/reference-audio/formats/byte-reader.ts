import type { FileHandle } from "node:fs/promises";

const chunkBytes = 65_536;

/** Reads a file from its beginning, in amounts that the caller chooses. */
export class ByteReader {
  readonly #file: FileHandle;
  readonly sizeBytes: number;
  #position = 0;

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
  }

  get position(): number {
    return this.#position;
  }

  /** The next bytes; fewer than wanted at the end of the file. */
  async take(wanted: number): Promise<Buffer> {
    const buffer = await this.peek(wanted);
    this.#position += buffer.length;
    return buffer;
  }

  async peek(wanted: number): Promise<Buffer> {
    const length = Math.max(0, Math.min(wanted, this.sizeBytes - this.#position));
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#file.read(buffer, filled, length - filled, this.#position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  skip(bytes: number): void {
    this.#position = Math.min(this.sizeBytes, this.#position + bytes);
  }

  /** What is left, or as much of it as `limit` says, chunk by chunk. */
  async *chunks(limit = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
    const end = Math.min(this.sizeBytes, this.#position + limit);
    while (this.#position < end) {
      const chunk = await this.take(Math.min(chunkBytes, end - this.#position));
      if (chunk.length === 0) return;
      yield chunk;
    }
  }
}
