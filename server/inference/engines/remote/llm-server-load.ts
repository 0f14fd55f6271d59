import type { LlmServerLoad } from "../../../../lib/dashboard/live-snapshot";
import { ask, authorizationHeader, type ModelServer, readBounded } from "./http";
import { serverTraffic } from "./server-traffic";

const timeoutMs = 1_000;
const maxBytes = 2 * 1_024 * 1_024;
/** A server without metrics is asked again after this time: another one may have taken its place. */
const askAgainMs = 60_000;

/** Names of the same number at vLLM (newer and older) and llama.cpp. */
const names = {
  kv_cache_used: ["vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc", "llamacpp:kv_cache_usage_ratio"],
  running: ["vllm:num_requests_running", "llamacpp:requests_processing"],
  waiting: ["vllm:num_requests_waiting", "llamacpp:requests_deferred"],
} as const satisfies Record<keyof LlmServerLoad, readonly string[]>;

/**
 * Reads what a language model server says of itself in Prometheus' format at `/metrics`; null where it has none or does
 * not answer. Never rejects. A server is asked for the first time while it works on no call: some break off a reply
 * when another request comes, and those have no metrics.
 */
export function createLlmServerLoad(server: ModelServer, nowMs = () => performance.now()) {
  const traffic = serverTraffic(server.url);
  const url = new URL("/metrics", server.url);
  let state: "unknown" | "has_metrics" = "unknown";
  let notBeforeMs = Number.NEGATIVE_INFINITY;

  async function read(): Promise<{ load: LlmServerLoad | null }> {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await ask(url, { headers: authorizationHeader(server), signal });
    if (answer.ok) return { load: loadOf(await readBounded(answer, maxBytes)) };
    answer.cancel();
    return { load: null };
  }

  return async (): Promise<LlmServerLoad | null> => {
    if (nowMs() < notBeforeMs) return null;
    try {
      const found = state === "has_metrics" ? await read() : await traffic.tryProbe(read);
      if (found === null) return null;
      state = found.load ? "has_metrics" : "unknown";
      if (!found.load) notBeforeMs = nowMs() + askAgainMs;
      return found.load;
    } catch {
      state = "unknown";
      return null;
    }
  };
}

/** Null for a text that has none of the numbers. A server of several models lists each one: they are added. */
export function loadOf(text: string): LlmServerLoad | null {
  const sums = new Map<string, number>();
  for (const line of text.split("\n")) {
    const found = /^([\w:]+)(?:\{.*\})?\s+(\S+)/.exec(line);
    const value = Number(found?.[2]);
    if (found?.[1] && Number.isFinite(value)) sums.set(found[1], (sums.get(found[1]) ?? 0) + value);
  }
  const numberOf = (key: keyof LlmServerLoad) => {
    const name = names[key].find((each) => sums.has(each));
    return name === undefined ? null : (sums.get(name) ?? null);
  };
  const load = { kv_cache_used: numberOf("kv_cache_used"), running: numberOf("running"), waiting: numberOf("waiting") };
  return Object.values(load).every((value) => value === null) ? null : load;
}
