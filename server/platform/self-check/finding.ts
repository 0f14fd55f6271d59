/** What was found out about one thing, for administrators; English. */
export interface Finding {
  /** What was looked at, for people: "Node", "Port 8000". */
  name: string;
  level: "ok" | "warning" | "failed";
  /** What there is. Never a password, a token or an API key. */
  message: string;
  /** What to do about it; null when there is nothing to do. */
  advice: string | null;
}
