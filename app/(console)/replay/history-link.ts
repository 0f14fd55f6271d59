/** The page of a turn in the history. */
export function turnHref({ session_id, turn_id }: { session_id: string; turn_id: string }): string {
  return `/history?${new URLSearchParams({ session: session_id, turn: turn_id })}`;
}

export type LinkedTurns = { turnId: string } | { sessionId: string };

const bareId = /^[\w-]{8,64}$/;

/** What a link of the history (or a turn's id) names; null for anything else. */
export function linkedTurns(line: string): LinkedTurns | null {
  const text = line.trim();
  if (bareId.test(text)) return { turnId: text };
  const query = /\/history\?(\S+)$/.exec(text)?.[1];
  if (query === undefined) return null;
  const parameters = new URLSearchParams(query);
  const [turnId, sessionId] = [parameters.get("turn"), parameters.get("session")];
  if (turnId) return { turnId };
  return sessionId ? { sessionId } : null;
}
