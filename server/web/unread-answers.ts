import type { ServerResponse } from "node:http";

/** A client on the slowest of networks takes something of its answer within this. */
export const unreadAfterMs = 30_000;

/**
 * Closes the connection when its client takes nothing of this answer any more: what is written for it would stay in memory. Node's
 * timer notices a silent connection and a write that makes no progress; a client that waits for its answer is let be.
 */
export function closeWhenUnread(response: ServerResponse, afterMs: number): void {
  response.setTimeout(afterMs, () => {
    const { socket } = response;
    if (socket && socket.writableLength > 0) socket.destroy();
  });
}
