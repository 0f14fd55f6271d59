/** The result of one check, for administrators; in English. */
export interface Finding {
  /** What was checked: "Node", "Port 8000". */
  name: string;
  level: "ok" | "warning" | "failed";
  /** What was found. Never a password, a token or an API key. */
  message: string;
  /** What to do about it; null when there is nothing to do. */
  advice: string | null;
}
