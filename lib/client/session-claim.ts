/**
 * Two tabs must not share one conversation: duplicating a tab copies its URL. The first tab holds a lock of the browser
 * for as long as it lives; false means that another tab has it. Without the Locks API (plain HTTP) every claim succeeds
 * and the server decides.
 */
export function claimSession(sessionId: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`avatar-session-${sessionId}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      // Held until the page goes away.
      return lock ? new Promise<void>(() => {}) : undefined;
    });
  });
}
