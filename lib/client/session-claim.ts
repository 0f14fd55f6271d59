/**
 * Two tabs must not share one conversation: duplicating a tab copies its URL. The first one holds a lock of the browser until it
 * gives it back or goes away; null means that another one has it. Where the browser gives no locks (plain HTTP) every claim
 * succeeds and the server decides.
 */
export function claimSession(sessionId: string): Promise<(() => void) | null> {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    const holding = navigator.locks.request(`avatar-session-${sessionId}`, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      // The lock is held until what its callback returns resolves.
      return new Promise<void>((release) => resolve(release));
    });
    holding.catch(() => resolve(() => {}));
  });
}
