/** The head of a server's answer to a download's request. */
export interface AnswerHead {
  status: number;
  /** By lower-case name; null when it is not there. */
  header(name: string): string | null;
}

/** The request that was sent. */
export interface Asked {
  /** First byte of the range; 0: the whole. */
  offset: number;
  /** Length of the whole, where it is known beforehand. */
  expectedBytes: number | null;
}

/** Why a server refused, as far as the advice to the administrator depends on it. */
export type RefusalKind = "unauthorised" | "missing" | "web_page" | "other_size" | "refused";

/** How an answer can be used. */
export type Verdict =
  /**
   * Its body begins at byte `offset` of the whole file, never after the requested byte. `totalBytes`: of the whole
   * file; null: unknown.
   */
  | { use: "body"; offset: number; totalBytes: number | null }
  /** The kept part is the whole file. */
  | { use: "complete" }
  /** It is unknown where its body begins, or there would be a gap: request the whole file. */
  | { use: "ask_for_all" }
  /** The same request may work later; `afterMs`: the pause that the server asks for. */
  | { use: "later"; afterMs: number | null }
  | { use: "refused"; kind: RefusalKind };

/**
 * `Content-Range`, in bytes: of a 206 with first byte and length of the whole (null: not said), of a 416 with the
 * length alone.
 */
export function parseContentRange(value: string | null): { start: number | null; totalBytes: number | null } | null {
  const match = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/i.exec(value?.trim() ?? "");
  if (!match) return null;
  const [, start, end, total] = match;
  const totalBytes = total === "*" ? null : Number(total);
  if (start === undefined) return { start: null, totalBytes };
  const isPossible = Number(start) <= Number(end) && (totalBytes === null || Number(end) < totalBytes);
  return isPossible ? { start: Number(start), totalBytes } : null;
}

/** `Retry-After`, seconds or a date, as ms from `nowMs` on; null when it is not there or not readable. */
export function retryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1_000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/** Judges an answer by its head. The status alone is not trusted: other fields say what the body is. */
export function judgeAnswer(head: AnswerHead, asked: Asked, nowMs: number): Verdict {
  const { status } = head;
  if (status === 401 || status === 403) return { use: "refused", kind: "unauthorised" };
  if (status === 404 || status === 410) return { use: "refused", kind: "missing" };
  if (status === 408 || status === 429 || status >= 500) {
    return { use: "later", afterMs: retryAfterMs(head.header("retry-after"), nowMs) };
  }
  const range = parseContentRange(head.header("content-range"));
  if (status === 416) {
    if (asked.offset === 0) return { use: "refused", kind: "refused" };
    return range?.totalBytes === asked.offset ? { use: "complete" } : { use: "ask_for_all" };
  }
  if (status !== 200 && status !== 206) return { use: "refused", kind: "refused" };
  if (/^\s*text\/html\b/i.test(head.header("content-type") ?? "")) return { use: "refused", kind: "web_page" };
  const verdict = status === 206 ? judgePart(head, asked, range) : judgeWhole(head);
  if (verdict.use !== "body" || verdict.totalBytes === null || asked.expectedBytes === null) return verdict;
  return verdict.totalBytes === asked.expectedBytes ? verdict : { use: "refused", kind: "other_size" };
}

function judgePart(head: AnswerHead, asked: Asked, range: ReturnType<typeof parseContentRange>): Verdict {
  const start = isEncoded(head) ? null : (range?.start ?? null);
  if (start !== null && start <= asked.offset) {
    return { use: "body", offset: start, totalBytes: range?.totalBytes ?? null };
  }
  // A request without a range can't be sent in another way.
  return asked.offset === 0 ? { use: "refused", kind: "refused" } : { use: "ask_for_all" };
}

function judgeWhole(head: AnswerHead): Verdict {
  const length = head.header("content-length");
  const isKnown = length !== null && /^\d+$/.test(length) && !isEncoded(head);
  return { use: "body", offset: 0, totalBytes: isKnown ? Number(length) : null };
}

/** The answer is compressed, so its lengths are not the file's. */
const isEncoded = (head: AnswerHead) => !/^(identity)?$/i.test(head.header("content-encoding")?.trim() ?? "");
