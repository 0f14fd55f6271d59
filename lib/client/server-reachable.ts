"use client";

/** `silent`: no answer in time, which a server under load and a dead network have in common. */
export type Reachability = "answers" | "unreachable" | "silent";

/** Asks the server for any answer: /health is 503 while models load, and that is one. */
export async function askServer(timeoutMs: number): Promise<Reachability> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    await fetch("/health", { cache: "no-store", signal });
    return "answers";
  } catch {
    return signal.aborted ? "silent" : "unreachable";
  }
}
