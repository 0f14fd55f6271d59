/** The browser's lock on the one conversation that this page holds. Two tabs must not share one: duplicating a tab copies its URL. */
export class SessionClaim {
  private held: { sessionId: string; release: () => void } | null = null;
  private isOpen = false;

  /** The page is there: what is claimed is kept. */
  open(): void {
    this.isOpen = true;
  }

  /** Gives the conversation back. A claim that is still being asked for is given back when it comes. */
  close(): void {
    this.isOpen = false;
    this.release();
  }

  /** Claims the conversation instead of the one before; false when another tab has it. */
  async take(sessionId: string): Promise<boolean> {
    if (this.held?.sessionId === sessionId) return true;
    this.release();
    const release = await claimSession(sessionId);
    if (!release) return false;
    this.held = { sessionId, release };
    if (!this.isOpen) this.release();
    return true;
  }

  private release(): void {
    this.held?.release();
    this.held = null;
  }
}

/**
 * The first tab holds a lock of the browser until it gives it back or goes away; null means that another one has it. Where the
 * browser gives no locks (plain HTTP) every claim succeeds and the server decides.
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
