/**
 * The browser's lock on the one conversation that this page holds. Two tabs must not share one: duplicating a tab
 * copies its URL.
 */
export class SessionClaim {
  private held: { sessionId: string; release: () => void } | null = null;
  private isOpen = false;

  /** The page is open: claims are kept from now on. */
  open(): void {
    this.isOpen = true;
  }

  /** Releases the claim. A claim that is still being requested is released as soon as it is granted. */
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
 * Takes the browser's lock on a conversation; resolves with its release, or null when another tab holds it. Where the
 * browser has no locks (plain HTTP) every claim succeeds and the server decides.
 */
export function claimSession(sessionId: string): Promise<(() => void) | null> {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    const holding = navigator.locks.request(`avatar-session-${sessionId}`, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      // The lock is held until the promise that its callback returns is resolved.
      return new Promise<void>((release) => resolve(release));
    });
    holding.catch(() => resolve(() => {}));
  });
}
