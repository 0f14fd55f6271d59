import type { ServerResponse } from "node:http";

/** Even on the slowest network a client reads some part of its answer within this time. */
export const unreadAfterMs = 30_000;

/**
 * Closes the connection when its client stops reading this answer, because the unread part would stay in memory. Node's
 * timer fires on any silence; a client that is still waiting for its answer (nothing is buffered for it) is kept.
 */
export function closeWhenUnread(response: ServerResponse, afterMs: number): void {
  response.setTimeout(afterMs, () => {
    const { socket } = response;
    if (socket && socket.writableLength > 0) socket.destroy();
  });
}
