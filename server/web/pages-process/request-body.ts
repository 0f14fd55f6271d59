import type { IncomingMessage } from "node:http";
import { AppError } from "../../../lib/errors";

export interface BodyLimits {
  /** The largest body of one request. */
  maxBytes: number;
  /** All bodies that are held at the same time. */
  totalBytes: number;
  /** The bodies of one client address that are held at the same time. */
  addressBytes: number;
  /** A request whose body takes longer is dropped, because it holds room that others need. */
  withinMs: number;
}

/** Actions and REST calls are small. */
export const bodyLimits: BodyLimits = {
  ...{ maxBytes: 1_048_576, totalBytes: 16 * 1_048_576, addressBytes: 4 * 1_048_576 },
  withinMs: 15_000,
};

/** A request's body, which counts against the limits until it is released. */
export interface HeldBody {
  /** Null for a request without a body. */
  bytes: Buffer | null;
  release(): void;
}

/**
 * Reads a request's body completely before the request takes a slot, so that a slow sender holds only the memory of
 * what it has sent. A body over the limit is refused by its Content-Length if it has one, else as soon as it exceeds
 * the limit.
 */
export class RequestBodies {
  readonly #limits: BodyLimits;
  readonly #held = new Map<string, number>();
  #total = 0;

  constructor(limits: BodyLimits = bodyLimits) {
    this.#limits = limits;
  }

  /**
   * Throws AppError `message_too_large` or, without room, `pages_unavailable`; null when the client has disconnected.
   */
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
      // The request stays open when its body is refused: the answer still has to reach the client.
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
