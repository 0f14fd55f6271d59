import { z } from "zod";
import { withTimeLimit } from "../../platform/timing/followed-signals";
import type { ServedCalls } from "./contract";

const maxBodyBytes = 16 * 1_024;
const maxDetailChars = 300;
/** The body with which our own workers answer while they load; other servers send none or another one. */
const loadingSchema = z.object({
  status: z.string().nullish().catch(null),
  progress: z.number().min(0).max(1).nullish().catch(null),
  detail: z.string().nullish().catch(null),
});

export interface HealthOutcome {
  healthy: boolean;
  /** The server reports that it can't load its model; `detail` has its reason. */
  failed: boolean;
  /** 0–1; null when the server does not report it. */
  progress: number | null;
  detail: string | null;
}

const well: HealthOutcome = { healthy: true, failed: false, progress: null, detail: null };

/** Probes `GET /health`. Never rejects: an error is an outcome too. */
export async function checkHealth(
  origin: string,
  timeoutMs: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<HealthOutcome> {
  try {
    return await withTimeLimit(signal, timeoutMs, async (limited) => {
      const response = await fetch(`${origin}/health`, { signal: limited, redirect: "manual" });
      if (response.ok) {
        await response.body?.cancel();
        return well;
      }
      const said = loadingSchema.safeParse(parseJson(await readAtMost(response, maxBodyBytes)));
      const { status = null, progress = null, detail = null } = said.success ? said.data : {};
      const fallback = response.status === 503 ? null : `GET /health answers ${response.status}`;
      return {
        healthy: false,
        failed: status === "failed",
        progress,
        detail: detail?.slice(0, maxDetailChars) ?? fallback,
      };
    });
  } catch (error) {
    // ECONNREFUSED is normal while a model loads, so a connection that fails needs no detail.
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return {
      healthy: false,
      failed: false,
      progress: null,
      detail: isLate ? `no answer within ${timeoutMs / 1_000} s` : null,
    };
  }
}

/**
 * Checks a ready server without disturbing its replies. While it works on calls, each piece of an answer shows that it
 * is well. It is probed when it has no calls, and when its calls have brought nothing for `patienceMs`: then it may
 * hang. Null: nothing new is known.
 */
export function createQuietHealthCheck(
  calls: ServedCalls,
  probe: (signal: AbortSignal) => Promise<HealthOutcome>,
  { patienceMs, now }: { patienceMs: number; now: () => number },
): () => Promise<HealthOutcome | null> {
  let seen = calls.counts();
  let lastWordMs = now();
  return async () => {
    const before = seen;
    seen = calls.counts();
    const hasAnswered = seen.answers > before.answers;
    if (hasAnswered || seen.inFlight === 0) lastWordMs = now();
    if (seen.inFlight === 0) return await calls.tryProbe(probe);
    if (hasAnswered) return well;
    if (seen.cutOff > before.cutOff) return { ...well, healthy: false, detail: "its calls get no answer" };
    return now() - lastWordMs < patienceMs ? null : await probe(new AbortController().signal);
  };
}

async function readAtMost(response: Response, bytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  if (response.body) {
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      pieces.push(piece);
      size += piece.length;
      if (size > bytes) break;
    }
  }
  return Buffer.concat(pieces).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
