/** The secrets by which this tab is known again, by conversation; a reload keeps them, another tab does not have them. */
export interface ResumeTokens {
  of(sessionId: string): string | null;
  keep(sessionId: string, token: string): void;
}

const prefix = "avatar.resume.";

/** Remembers the newest conversation's token for as long as the tab lives; without storage until the page is left. */
export function openResumeTokens(
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null = tabStorage(),
): ResumeTokens {
  let last: { sessionId: string; token: string } | null = null;
  return {
    of(sessionId) {
      return last?.sessionId === sessionId ? last.token : (storage?.getItem(prefix + sessionId) ?? null);
    },
    keep(sessionId, token) {
      if (last !== null && last.sessionId !== sessionId) storage?.removeItem(prefix + last.sessionId);
      last = { sessionId, token };
      try {
        storage?.setItem(prefix + sessionId, token);
      } catch {
        // The storage is full or forbidden: a reload may then have to take the conversation over.
      }
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
