import { setTimeout as delay } from "node:timers/promises";
import type { Finding } from "../../platform/self-check/finding";

export type { Finding };
export type CheckLevel = Finding["level"];

/** A check of one thing, with one or more findings. An error that it throws becomes a failed finding. */
export interface Check {
  name: string;
  /** The check fails when it takes longer, ms. */
  timeLimitMs: number;
  run(signal: AbortSignal): Promise<readonly Finding[]> | readonly Finding[];
}

export const ok = (name: string, message: string): Finding => ({ name, level: "ok", message, advice: null });
export const warning = (name: string, message: string, advice: string): Finding => ({
  name,
  level: "warning",
  message,
  advice,
});
export const failed = (name: string, message: string, advice: string): Finding => ({
  name,
  level: "failed",
  message,
  advice,
});

/** Runs a check within its time limit. Never rejects. */
export async function runCheck({ name, timeLimitMs, run }: Check): Promise<readonly Finding[]> {
  const abort = new AbortController();
  const timeout = delay(timeLimitMs, undefined, { signal: abort.signal, ref: false }).then(() => {
    const message = `no result within ${timeLimitMs / 1_000} s`;
    return [failed(name, message, "Something that it waits for hangs: try again, and look at that program or disk.")];
  });
  try {
    return await Promise.race([Promise.resolve(run(abort.signal)), timeout]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [failed(name, message, "This check could not be made; the message says why.")];
  } finally {
    timeout.catch(() => undefined);
    abort.abort();
  }
}

/** The worst level among the findings. */
export function worstLevel(findings: readonly Finding[]): CheckLevel {
  const levels = findings.map(({ level }) => level);
  return levels.includes("failed") ? "failed" : levels.includes("warning") ? "warning" : "ok";
}
