import { describe, expect, test } from "vitest";
import {
  ask,
  isGone,
  isReady,
  never,
  pidOf,
  supervise,
  superviseEachTest,
  tell,
  until,
  type Wanted,
} from "./testing/supervise";

superviseEachTest();

describe("on one card", () => {
  const speech: Wanted = { name: "tts", card: "0", flags: ["--loading"] };
  const language: Wanted = { name: "llm", card: "0", primary: true, flags: ["--loading"] };

  test("the language model starts first; speech waits for it, the CPU does not", async () => {
    const { processes } = await supervise([speech, language, { name: "stt", card: null }]);
    const [tts, llm, stt] = processes;
    const ready = [tts, llm, stt].map((each) => each.ensureReady(never()));
    await until(stt, isReady);
    await until(llm, ({ progress }) => progress !== null);
    expect(tts.status()).toMatchObject({ state: "starting", pid: null, detail: "It waits for its turn on its GPU." });
    await ask(llm, "/ready");
    await until(tts, ({ progress }) => progress !== null);
    await ask(tts, "/ready");
    await Promise.all(ready);
  });

  test("speech starts when the language model fails for good", async () => {
    const { processes } = await supervise([speech, { ...language, flags: ["--exits"] }]);
    const [tts, llm] = processes;
    void tts.ensureReady(never()).catch(() => undefined);
    await expect(llm.ensureReady(never())).rejects.toMatchObject({ code: "model_unavailable" });
    await until(tts, ({ progress }) => progress !== null);
  });

  test("speech starts when the language model's files can't be fetched", async () => {
    const prepare = () => Promise.reject(new Error("no network"));
    const { processes } = await supervise([speech, { ...language, prepare }]);
    const [tts, llm] = processes;
    void tts.ensureReady(never()).catch(() => undefined);
    await expect(llm.ensureReady(never())).rejects.toThrow("no network");
    await until(tts, ({ progress }) => progress !== null);
  });

  test("while the language model starts again, speech keeps running and is not restarted before the language model is ready", async () => {
    const { processes } = await supervise([speech, language]);
    const [tts, llm] = processes;
    const ready = [tts.ensureReady(never()), llm.ensureReady(never())];
    for (const each of [llm, tts]) {
      await until(each, ({ progress }) => progress !== null);
      await ask(each, "/ready");
    }
    await Promise.all(ready);
    await tell(llm, "/exit");
    await until(llm, ({ progress, restarts }) => restarts === 1 && progress !== null);
    const pid = pidOf(tts);
    tts.ranOutOfMemory();
    expect(tts.status()).toMatchObject({ state: "stopping", pid });
    expect(await fetch(new URL("/health", tts.url)).then((response) => response.status)).toBe(200);
    await ask(llm, "/ready");
    await until(tts, (status) => status.restarts === 1 && status.pid !== null);
    expect(isGone(pid)).toBe(true);
    expect(llm.status().state).toBe("ready");
  });
});
