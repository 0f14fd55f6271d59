import { expect, test, vi } from "vitest";
import type { ModelStatus } from "../../../lib/models";
import { defaultPrompts } from "../../../lib/personas/default-prompts";
import type { ChatMessage, LanguageModel } from "../../inference/contract";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from "../../inference/engines/remote";
import { createLeaseBroker } from "../../inference/scheduling/lease-broker";
import { silentLogger } from "../../platform/observability/logger";
import { prefillPrompt, prefillSystemPrompts } from "./prefill";

const at = { url: "http://127.0.0.1:9/v1", model: null, apiKey: null };

/** Dependencies around a language model with `prefill`; nothing else is called. */
function setUp(prefill: LanguageModel["prefill"]) {
  const now = () => performance.now();
  const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now });
  const llm = { ...createRemoteLlm(at, silentLogger), ...(prefill ? { prefill } : {}) };
  const engines = { llm, stt: createRemoteStt(at, silentLogger), tts: createRemoteTts(at, silentLogger) };
  return { leases, dependencies: { engines, leases, logger: silentLogger, now } };
}
const history: ChatMessage[] = [
  { role: "user", content: "Hi" },
  { role: "assistant", content: "Hello." },
];
const input = { sessionId: "s", language: "en", history, mayEvict: false } as const;

test("the model reads the system message and the history, for the session's conversation", async () => {
  const prefilled: unknown[] = [];
  const { leases, dependencies } = setUp(async (messages, { conversationId }) => {
    prefilled.push({ messages, conversationId, busy: leases.counts().llm.busy });
  });
  await prefillPrompt({ ...input, history }, dependencies, new AbortController().signal);
  const system = { role: "system", content: expect.stringContaining("voice assistant") };
  expect(prefilled).toEqual([{ messages: [system, ...history], conversationId: "s", busy: 1 }]);
  expect(leases.counts().llm.busy).toBe(0);
});

test("a recorded turn's beginning is read behind everybody else, also by a server that has no other way than to answer", async () => {
  const { signal } = new AbortController();
  const again = { ...input, system: "Be short.", urgency: "background" } as const;
  const messages = [{ role: "system", content: "Be short." }, ...history];
  const able = vi.fn<NonNullable<LanguageModel["prefill"]>>(async () => undefined);
  await prefillPrompt(again, setUp(able).dependencies, signal);
  expect(able.mock.calls).toEqual([[messages, expect.objectContaining({ urgency: "background" })]]);

  const { dependencies, leases } = setUp(undefined);
  const answered = vi.fn();
  const generate: LanguageModel["generate"] = async function* (request, { urgency }) {
    answered({ messages: request.messages, maxTokens: request.maxTokens, urgency });
    yield { type: "token", text: "A" };
    yield { type: "done", finishReason: "length" };
  };
  const llm = { ...dependencies.engines.llm, generate, supports: () => true };
  const engines = { ...dependencies.engines, llm };
  await prefillPrompt(again, { ...dependencies, engines }, signal);
  expect(answered.mock.calls).toEqual([[{ messages, maxTokens: 1, urgency: "background" }]]);
  // A conversation's own turns have it read, and a system message alone is short.
  await prefillPrompt(input, { ...dependencies, engines }, signal);
  await prefillPrompt({ ...again, history: [] }, { ...dependencies, engines }, signal);
  expect(answered).toHaveBeenCalledTimes(1);
  expect(leases.counts().llm.busy).toBe(0);
});

test("it never rejects: not when the model fails, not when aborted, not without the ability", async () => {
  const failing = setUp(async () => {
    throw new Error("no");
  });
  await prefillPrompt({ ...input, history }, failing.dependencies, new AbortController().signal);
  await prefillPrompt({ ...input, history }, failing.dependencies, AbortSignal.abort());
  expect(failing.leases.counts().llm).toEqual({ slots: 1, busy: 0, waiting: 0 });
  await prefillPrompt({ ...input, history }, setUp(undefined).dependencies, new AbortController().signal);
});

test("another session's reply does not wait for it: the prefill is aborted, and the reply goes on", async () => {
  const { leases, dependencies } = setUp(
    (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const prefilling = prefillPrompt({ ...input, history }, dependencies, new AbortController().signal);
  await expect.poll(() => leases.counts().llm.busy).toBe(1);
  const { signal } = new AbortController();
  const reply = await leases.acquire({ call: "reply", urgency: "live", signal });
  await prefilling;
  expect(leases.counts().llm).toEqual({ slots: 1, busy: 1, waiting: 0 });
  reply.release();
});

test("each time the model has come up, and others are chosen, it reads the system message of every language, for nobody in particular", async () => {
  const prefilled: unknown[] = [];
  const { dependencies } = setUp(async ([system], { conversationId }) => {
    prefilled.push([system?.content.slice(0, 2), conversationId]);
  });
  const { llm } = dependencies.engines;
  const listeners = new Set<(status: ModelStatus) => void>();
  let state: ModelStatus["state"] = "loading";
  const models = () => llm.models().map((status) => ({ ...status, state }));
  const become = (next: typeof state) => {
    state = next;
    for (const status of models()) for (const listener of listeners) listener(status);
  };
  const onStatus = (listener: (status: ModelStatus) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const systemPrompts = prefillSystemPrompts({
    ...dependencies,
    engines: { ...dependencies.engines, llm: { ...llm, supports: () => true, models, onStatus } },
  });
  const both = [
    ["你是", null],
    ["Yo", null],
  ];
  become("ready");
  expect(prefilled).toEqual([]);
  systemPrompts.use(defaultPrompts);
  become("ready");
  await expect.poll(() => prefilled).toEqual(both);
  become("failed");
  become("ready");
  await expect.poll(() => prefilled).toEqual([...both, ...both]);
  systemPrompts.use({ "zh-TW": "簡短。", en: "Short." });
  await expect
    .poll(() => prefilled.slice(4))
    .toEqual([
      ["簡短", null],
      ["Sh", null],
    ]);
  systemPrompts.end();
  expect(listeners.size).toBe(0);
});

test("a system message whose reading gives way to a reply is read to its end after it", async () => {
  const tries: boolean[] = [];
  const { leases, dependencies } = setUp(async (_, { signal }) => {
    const isFirst = tries.length === 0;
    tries.push(isFirst);
    if (!isFirst) return;
    await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  const { llm } = dependencies.engines;
  const ready = llm.models().map((status) => ({ ...status, state: "ready" as const }));
  const systemPrompts = prefillSystemPrompts({
    ...dependencies,
    engines: {
      ...dependencies.engines,
      llm: { ...llm, supports: (language) => language === "en", models: () => ready },
    },
  });
  systemPrompts.use(defaultPrompts);
  await expect.poll(() => tries).toEqual([true]);
  const reply = await leases.acquire({ call: "reply", urgency: "live", signal: new AbortController().signal });
  expect(tries).toEqual([true]);
  reply.release();
  await expect.poll(() => tries).toEqual([true, false]);
  await expect.poll(() => leases.counts().llm.busy).toBe(0);
  systemPrompts.end();
});
