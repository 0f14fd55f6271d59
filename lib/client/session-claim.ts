/** Gives a granted lock back; resolves when the browser would grant it again. */
type GiveBack = () => Promise<void>;

interface ClaimOptions {
  /** Take the conversation from the tab that has it. */
  steal?: boolean;
}

/**
 * The browser's lock on the one conversation that this page holds. Two tabs must not share one: duplicating a tab
 * copies its URL.
 */
export class SessionClaim {
  /** `lock` is pending until the browser answers; null: another tab has the conversation. */
  private current: { sessionId: string; lock: Promise<GiveBack | null> } | null = null;
  /** Resolves when no earlier claim of this page is left: the browser would refuse the same lock to its own holder. */
  private givenBack: Promise<void> = Promise.resolve();

  /**
   * Claims the conversation instead of the one before; false when another tab has it. Asked again for the same
   * conversation, it keeps the claim, or waits for the answer that is still to come.
   */
  async take(sessionId: string, how: ClaimOptions = {}): Promise<boolean> {
    if (this.current?.sessionId !== sessionId) {
      this.release();
      this.current = { sessionId, lock: this.givenBack.then(() => claimSession(sessionId, how)) };
    }
    const { current } = this;
    const isGranted = (await current.lock) !== null;
    if (!isGranted && this.current === current) this.current = null;
    return isGranted;
  }

  /** Gives the claim up. One that is not answered yet is given back as soon as it is granted. */
  release(): void {
    const { current } = this;
    this.current = null;
    if (current) this.givenBack = current.lock.then((giveBack) => giveBack?.());
  }
}

/**
 * Takes the browser's lock on a conversation; null when another tab holds it, unless it is stolen. Where the browser
 * has no locks (plain HTTP) every claim succeeds and the server decides.
 */
export function claimSession(sessionId: string, { steal = false }: ClaimOptions = {}): Promise<GiveBack | null> {
  const nothingToGiveBack = async () => {};
  if (!navigator.locks) return Promise.resolve(nothingToGiveBack);
  return new Promise((resolve) => {
    // The browser allows only one of the two.
    const options = steal ? { steal } : { ifAvailable: true };
    const released = navigator.locks.request(`avatar-session-${sessionId}`, options, (lock) => {
      if (!lock) return resolve(null);
      // The lock is held until the promise that its callback returns is resolved.
      return new Promise<void>((letGo) =>
        resolve(async () => {
          letGo();
          // It is rejected when another tab has stolen the lock meanwhile.
          await released.catch(() => undefined);
        }),
      );
    });
    released.catch(() => resolve(nothingToGiveBack));
  });
}
