import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Language } from "../../../../../lib/languages";
import { silentLogger } from "../../../../platform/observability/logger";
import type { ChatMessage, Urgency } from "../../../contract";
import { never } from "../../testing/calls";
import { cpuThreads, installedStore as store } from "../testing/installed-store";
import { createEmbeddedLlm } from "./embedded-llm";

const llm = createEmbeddedLlm({ store, cpuThreads, logger: silentLogger, model: "qwen2.5-coder-1.5b-instruct" });
beforeAll(() => llm.start(), 120_000);
afterAll(() => llm.close());

const asked: Record<Language, { system: string; said: string }> = {
  en: { system: "You are the assistant of this test. Answer in one short sentence of plain English.", said: "Hello." },
  "zh-TW": { system: "你是這個測試的助理，請用一句簡短的繁體中文回答，不要條列，也不要寫程式。", said: "你好。" },
};

const promptOf = (language: Language): ChatMessage[] => [
  { role: "system", content: asked[language].system },
  { role: "user", content: asked[language].said },
];

async function reply(language: Language, urgency: Urgency, conversationId: string): Promise<string> {
  let text = "";
  const request = { messages: promptOf(language), language, maxTokens: 40, conversationId };
  for await (const event of llm.generate(request, { signal: never(), urgency })) {
    if (event.type === "token") text += event.text;
  }
  return text;
}

/** The kept states of the people who talk. */
async function statesOfTheLiving(): Promise<string[]> {
  const { directory } = await store.ensure("qwen2.5-coder-1.5b-instruct", { signal: never() });
  return readdirSync(join(dirname(directory), "prompt-states")).sort();
}

test("what waits behind the people who talk changes its language and takes nothing of theirs", async () => {
  await reply("zh-TW", "live", "a");
  await reply("en", "live", "b");
  const before = await statesOfTheLiving();
  for (const language of ["zh-TW", "zh-TW", "en", "en", "zh-TW"] as const) {
    expect(await reply(language, "background", `${language} replay`)).not.toBe("");
  }
  expect(await statesOfTheLiving()).toEqual(before);
  expect(before.length).toBeGreaterThan(0);
}, 120_000);

test("what waits behind the people who talk has its prompt read ahead all the same, in its own place", async () => {
  await reply("en", "live", "a");
  const before = await statesOfTheLiving();
  const told = { role: "user", content: "Tell me about the weather in Taipei. ".repeat(12) } as const;
  const history: ChatMessage[] = [...promptOf("en").slice(0, 1), told, { role: "assistant", content: "It rains." }];
  const firstTokenMs = async (conversationId: string) => {
    const messages: ChatMessage[] = [...history, { role: "user", content: "And in Tainan?" }];
    const begun = performance.now();
    const request = { messages, language: "en", maxTokens: 4, conversationId } as const;
    for await (const event of llm.generate(request, { signal: never(), urgency: "background" })) {
      if (event.type === "token") return performance.now() - begun;
    }
    throw new Error("no token");
  };
  const cold = await firstTokenMs("cold");
  await reply("zh-TW", "background", "another");
  const options = { signal: never(), urgency: "background", conversationId: "ahead", mayEvict: false } as const;
  await llm.prefill?.(history, options);
  // Some 120 tokens are read, or some 10: a share, as machines differ.
  expect(await firstTokenMs("ahead")).toBeLessThan(cold / 2);
  expect(await statesOfTheLiving()).toEqual(before);
}, 120_000);
