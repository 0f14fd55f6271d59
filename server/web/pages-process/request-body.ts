import type { IncomingMessage } from "node:http";
import { AppError } from "../../../lib/errors";

export interface BodyLimits {
  /** Of one request. */
  maxBytes: number;
  /** Of all that are held at the same time, and of those of one address. */
  totalBytes: number;
  addressBytes: number;
  /** A body that takes longer is no longer waited for: it holds room that others need. */
  withinMs: number;
}

/** Actions and REST calls are small; what is larger will be streamed to disk ahead of the pages. */
export const bodyLimits: BodyLimits = {
  ...{ maxBytes: 1_048_576, totalBytes: 16 * 1_048_576, addressBytes: 4 * 1_048_576 },
  withinMs: 15_000,
};

/** A request's body and the room that it takes. */
export interface HeldBody {
  /** Null for a request without one. */
  bytes: Buffer | null;
  release(): void;
}

/**
 * Reads bodies whole before their requests take a slot: whoever sends slowly holds nothing but the room of what has come. A body
 * over the limit is refused by its length where it says one, and is never held beyond it.
 */
export class RequestBodies {
  readonly #limits: BodyLimits;
  readonly #held = new Map<string, number>();
  #total = 0;

  constructor(limits: BodyLimits = bodyLimits) {
    this.#limits = limits;
  }

  /** Throws AppError `message_too_large`, or `pages_unavailable` where there is no room; null when the client went away. */
  async read(request: IncomingMessage, address: string): Promise<HeldBody | null> {
    const declared = Number(request.headers["content-length"] ?? 0);
    if (declared === 0 && request.headers["transfer-encoding"] === undefined) {
      return { bytes: null, release: () => undefined };
    }
    let bytes = 0;
    const release = () => {
      this.#hold(address, -bytes);
      bytes = 0;
    };
    const chunks: Buffer[] = [];
    const deadline = setTimeout(() => request.destroy(), this.#limits.withinMs);
    try {
      if (declared > this.#limits.maxBytes) throw new AppError("message_too_large");
      // Left open when it is refused: the answer still has to reach the client.
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        this.#hold(address, chunk.length);
        if (bytes > this.#limits.maxBytes) throw new AppError("message_too_large");
        if (!this.#hasRoom(address)) throw new AppError("pages_unavailable", undefined, { retryAfterS: 1 });
        chunks.push(chunk);
      }
      return { bytes: Buffer.concat(chunks), release };
    } catch (error) {
      release();
      if (error instanceof AppError) throw error;
      return null;
    } finally {
      clearTimeout(deadline);
    }
  }

  #hasRoom(address: string): boolean {
    const { totalBytes, addressBytes } = this.#limits;
    return this.#total <= totalBytes && (this.#held.get(address) ?? 0) <= addressBytes;
  }

  #hold(address: string, bytes: number): void {
    this.#total += bytes;
    const held = (this.#held.get(address) ?? 0) + bytes;
    if (held > 0) this.#held.set(address, held);
    else this.#held.delete(address);
  }
}
