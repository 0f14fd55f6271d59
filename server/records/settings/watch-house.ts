import { isDeepStrictEqual } from "node:util";
import type { Logger } from "../../platform/observability/logger";

/** How often the database is polled for changes: a decision holds within this time plus one read. */
const pollIntervalMs = 500;

export interface HouseWatchOptions<Value> {
  /** Differs whenever rows were written, by whichever process; may throw. */
  changeMark: () => string;
  read: () => Promise<Value>;
  /** Called with what is decided, at once and after each change of it. */
  onValue: (value: Value) => void;
  logger: Logger;
}

/**
 * Follows a decision of the house that is taken in another process, the pages' one or the command line. Busy or broken
 * storage changes nothing: what was read last goes on. Returns what ends it.
 */
export function watchHouse<Value>({ changeMark, read, onValue, logger }: HouseWatchOptions<Value>): () => void {
  let known: { value: Value } | null = null;
  let readMark: string | null = null;
  let isReading = false;
  let isTrouble = false;
  const poll = async () => {
    if (isReading) return;
    isReading = true;
    try {
      // The mark comes before the rows, so a write in between leads to one more read.
      const mark = changeMark();
      if (mark === readMark) return;
      const value = await read();
      readMark = mark;
      isTrouble = false;
      if (isEnded || (known && isDeepStrictEqual(known.value, value))) return;
      known = { value };
      onValue(value);
    } catch (error) {
      if (!isTrouble) logger.warn("house_settings_not_read", { error });
      isTrouble = true;
    } finally {
      isReading = false;
    }
  };
  let isEnded = false;
  const timer = setInterval(() => void poll(), pollIntervalMs);
  timer.unref();
  void poll();
  return () => {
    isEnded = true;
    clearInterval(timer);
  };
}
