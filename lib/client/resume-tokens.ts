/** The secrets by which this tab is known again, by conversation; a reload keeps them, another tab does not have them. */
export interface ResumeTokens {
  of(sessionId: string): string | null;
  keep(sessionId: string, token: string): void;
  /** Stores the token for the page that follows in this tab. */
  leave(): void;
  /** This page is in use again. */
  back(): void;
}

const prefix = "avatar.resume.";

/**
 * Remembers the newest conversation's token. It lies in the tab's storage only between two pages: browsers copy that
 * storage into a duplicate of the tab, which would then take the conversation from this one without a question.
 * Without storage the token lasts until the page is left.
 */
export function openResumeTokens(
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null = tabStorage(),
): ResumeTokens {
  let last: { sessionId: string; token: string } | null = null;
  return {
    of(sessionId) {
      if (last?.sessionId === sessionId) return last.token;
      const token = storage?.getItem(prefix + sessionId) ?? null;
      if (token !== null) this.keep(sessionId, token);
      return token;
    },
    keep(sessionId, token) {
      last = { sessionId, token };
      this.back();
    },
    leave() {
      if (last === null) return;
      try {
        storage?.setItem(prefix + last.sessionId, last.token);
      } catch {
        // The storage is full or forbidden: a reload may then have to take the conversation over.
      }
    },
    back() {
      if (last !== null) storage?.removeItem(prefix + last.sessionId);
    },
  };
}

/** Null on the server, and where the browser forbids it. */
function tabStorage(): Storage | null {
  try {
    return typeof sessionStorage === "undefined" ? null : sessionStorage;
  } catch {
    return null;
  }
}
