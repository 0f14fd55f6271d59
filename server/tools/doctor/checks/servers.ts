import type { ModelRole } from "../../../../lib/models";
import type { CallOptions } from "../../../inference/contract";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from "../../../inference/engines/remote";
import type { RemoteModelConfig } from "../../../inference/settings";
import { silentLogger } from "../../../platform/observability/logger";
import { type Finding, failed, ok, warning } from "../check";
import type { RunningAvatar } from "../health-endpoint";
import { roleNames } from "./engines";

/** What is measured, and the target for it, ms. */
const targets: Record<ModelRole, { what: string; targetMs: number }> = {
  stt: { what: "transcript of 1 s", targetMs: 600 },
  llm: { what: "first token", targetMs: 800 },
  tts: { what: "first audio", targetMs: 1_500 },
};
const measuredCalls = 3;

/** Makes one tiny call; resolves when the measured event has happened. */
type TinyCall = (options: CallOptions) => Promise<unknown>;

interface TinyCalls {
  start(): Promise<void>;
  call: TinyCall;
  /** What can't be tried, known after the start; null: nothing. */
  untried?: () => string | null;
  close(): Promise<void>;
}

function tinyCalls(role: ModelRole, server: RemoteModelConfig): TinyCalls {
  if (role === "stt") {
    const engine = createRemoteStt(server, silentLogger);
    // Silence contains no speech of a person and takes as much work.
    const request = { audio: new Float32Array(16_000), language: "en" } as const;
    return { start: engine.start, close: engine.close, call: (options) => drain(engine.transcribe(request, options)) };
  }
  if (role === "llm") {
    const engine = createRemoteLlm(server, silentLogger);
    const request = {
      messages: [{ role: "user" as const, content: "Say yes." }],
      language: "en" as const,
      maxTokens: 8,
    };
    return { start: engine.start, close: engine.close, call: (options) => first(engine.generate(request, options)) };
  }
  const engine = createRemoteTts(server, silentLogger);
  return {
    start: engine.start,
    close: engine.close,
    untried: () => (engine.voices().length > 0 ? null : "it speaks in cloned voices only, of which none is tried here"),
    call: (options) => {
      const voice = engine.voices()[0];
      if (!voice) throw new Error("the server has no voice");
      const spoken = {
        text: "Yes, of course.",
        language: voice.language,
        mode: "fast",
        voice: { kind: "builtin", name: voice.name },
      } as const;
      return first(engine.synthesize(spoken, options));
    },
  };
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** Waits for the first item. Returning from the loop cancels the call, as an interruption does. */
async function first(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items) return;
  throw new Error("the answer was empty");
}

/**
 * The finding for a server that a running AVATAR uses and finds ready; null when the server must be asked itself. Some
 * servers abort the current reply on any other request, so a server in use is not asked.
 */
export function serverInUseFinding(
  role: ModelRole,
  server: RemoteModelConfig,
  answering: RunningAvatar | null,
): Finding | null {
  const used = answering?.models.find((model) => model.role === role && model.kind === "remote");
  if (used?.state !== "ready") return null;
  const found = `${server.url}: the running AVATAR finds its model "${used.name}" ready; not asked here, which could abort a reply`;
  return ok(roleNames[role], `${found} (stop AVATAR to have the server tried and timed)`);
}

/** Starts the engine of a configured server, which lists its models, then times three tiny calls, one after another. */
export async function triedServerFinding(
  role: ModelRole,
  server: RemoteModelConfig,
  signal: AbortSignal,
): Promise<Finding> {
  const name = roleNames[role];
  const { what, targetMs } = targets[role];
  const advice = `Look at that server's log, or correct AVATAR_${role.toUpperCase()}_URL, _MODEL or _API_KEY.`;
  const { start, call, untried, close } = tinyCalls(role, server);
  try {
    await start();
    const reason = untried?.() ?? null;
    if (reason !== null) return ok(name, `${server.url}: ${reason}`);
    const timesMs: number[] = [];
    for (let done = 0; done < measuredCalls; done++) {
      const startedAtMs = performance.now();
      // As a conversation would be served: that is what the target is for.
      await call({ signal, urgency: "live" });
      timesMs.push(performance.now() - startedAtMs);
    }
    const medianMs = Math.round(timesMs.sort((a, b) => a - b)[Math.floor(measuredCalls / 2)] ?? 0);
    const message = `${server.url}: ${what} after ${medianMs} ms (median of ${measuredCalls})`;
    if (medianMs <= targetMs) return ok(name, message);
    return warning(
      name,
      `${message}; the target is ${targetMs} ms`,
      "A smaller model, fewer users of that server, or a faster machine.",
    );
  } catch (error) {
    signal.throwIfAborted();
    return failed(name, withoutKey(error instanceof Error ? error.message : String(error), server), advice);
  } finally {
    await close();
  }
}

function withoutKey(message: string, { apiKey }: RemoteModelConfig): string {
  return apiKey ? message.replaceAll(apiKey, "…") : message;
}
