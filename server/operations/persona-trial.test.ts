import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Engines } from "../inference/contract";
import { type StandIns, startStandIns } from "../inference/engines/testing/start-stand-ins";
import { createLeaseBroker } from "../inference/scheduling/lease-broker";
import { silentLogger } from "../platform/observability/logger";
import { house } from "../records/settings/house";
import { openTestDb } from "../records/testing/test-db";
import { startRemoteEngines } from "../testing/chat-server";
import { createPersonaTrial } from "./persona-trial";

let standIns: StandIns;
let engines: Engines;

beforeAll(async () => {
  standIns = await startStandIns();
  engines = await startRemoteEngines(standIns);
});
afterAll(async () => {
  await Promise.all([engines.stt.close(), engines.llm.close(), engines.tts.close()]);
  await standIns.close();
});
beforeEach(() => standIns.llm.configure({ answer: "Gladly.", firstLatencyMs: 0 }));

function setUp() {
  const { system } = openTestDb();
  const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now: () => performance.now() });
  return { system, leases, trial: createPersonaTrial({ engines, leases, ctx: system, logger: silentLogger }) };
}
const request = {
  language: "en",
  prompt: "Be kind.",
  before: [{ said: "Hi", reply: "Hello." }],
  text: "Help me",
} as const;
const calls = async () => (await standIns.llm.calls()).map(({ fields }) => fields);

test("it answers by the given system message and what was said before, within the limit of what is spoken", async () => {
  const { trial, system } = setUp();
  await house.save(system, { key: "spokenReplyTokens", value: 40 });
  expect(await trial({ ...request, before: [...request.before] })).toEqual({ reply: "Gladly.", is_cut: false });
  expect((await calls()).at(-1)).toMatchObject({
    max_tokens: 40,
    messages: [
      { role: "system", content: "Be kind." },
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello." },
      { role: "user", content: "Help me" },
    ],
  });
});

test("it waits for those who talk, and few go on at a time", async () => {
  const { trial, leases } = setUp();
  const { signal } = new AbortController();
  const reply = await leases.acquire({ call: "reply", urgency: "live", signal });
  const before = (await calls()).length;
  const ask = () => trial({ ...request, before: [] });
  const two = [ask(), ask()];
  await expect(ask()).rejects.toMatchObject({ code: "rate_limited" });
  await expect.poll(() => leases.counts().llm).toMatchObject({ waiting: 2 });
  expect(await calls()).toHaveLength(before);
  reply.release();
  expect(await Promise.all(two)).toHaveLength(2);
  expect(leases.counts().llm).toMatchObject({ busy: 0, waiting: 0 });
});

test("what the model failed with is what it fails with", async () => {
  await standIns.llm.configure({ answer: "" });
  const { trial } = setUp();
  await expect(trial({ ...request, before: [] })).rejects.toMatchObject({ code: "llm_failed" });
});
