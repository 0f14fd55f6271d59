import { expect, it } from "vitest";
import { catalogue } from "./catalogue";
import type { ModelStore } from "./contract";
import { totalBytesOf } from "./model-file";
import { type PullAllProgress, pullAll } from "./pull-all";

const { "silero-vad": vad, "dittli-en": voice, "qwen2.5-coder-1.5b-instruct": chat } = catalogue;

it("adds the models up, and goes on after one that fails", async () => {
  const broken = new Error("no network");
  const store: Pick<ModelStore, "ensure"> = {
    async ensure(id, { onProgress }) {
      if (id === voice.id) throw broken;
      onProgress?.({ receivedBytes: 1_000, totalBytes: 2_000, bytesPerSecond: 500, source: "here" });
      return { id, directory: "/", licence: "MIT" };
    },
  };
  const reports: PullAllProgress[] = [];
  const failures = await pullAll(store, [vad, voice, chat], { onProgress: (progress) => reports.push(progress) });
  expect(failures).toEqual([{ id: voice.id, error: broken }]);
  const totalBytes = totalBytesOf(vad) + totalBytesOf(voice) + totalBytesOf(chat);
  const rest = { totalBytes, bytesPerSecond: 500, source: "here" };
  expect(reports).toEqual([
    { ...rest, model: vad.id, receivedBytes: 1_000 },
    { ...rest, model: chat.id, receivedBytes: totalBytesOf(vad) + 1_000 },
  ]);
});

it("ends with the signal's reason", async () => {
  const abort = new AbortController();
  const store: Pick<ModelStore, "ensure"> = {
    async ensure() {
      abort.abort(new Error("enough"));
      throw abort.signal.reason;
    },
  };
  await expect(pullAll(store, [vad, chat], { signal: abort.signal })).rejects.toThrow("enough");
});
