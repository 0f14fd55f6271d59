import { expect, test } from "vitest";
import { catalogue } from "./catalogue";
import type { InstalledModel, ModelId, ModelStore } from "./contract";
import { createDownloadQueue } from "./download-queue";
import type { PullAllProgress } from "./pull-all";

/** A store whose downloads end when the test says so. */
function heldStore(installed: ModelId[] = []) {
  const log: string[] = [];
  const finishers = new Map<ModelId, (error?: Error) => void>();
  const found = (id: ModelId): InstalledModel => ({ id, directory: `/models/${id}`, licence: "MIT" });
  const store: ModelStore = {
    installed: async (id) => (installed.includes(id) ? found(id) : null),
    ensure: (id, { onProgress }) => {
      log.push(id);
      onProgress?.({ receivedBytes: 10, totalBytes: 100, bytesPerSecond: null, source: "a folder" });
      return new Promise((resolve, reject) => {
        finishers.set(id, (error) => (error ? reject(error) : resolve(found(id))));
      });
    },
  };
  const settle = async () => new Promise<void>((resolve) => setImmediate(resolve));
  return { store, log, finish: (id: ModelId, error?: Error) => finishers.get(id)?.(error), settle };
}

const order = [catalogue["silero-vad"], catalogue["moonshine-tiny-en"], catalogue["kokoro-82m"]];

test("one at a time, in the order of `order`, whatever the order of the requests", async () => {
  const held = heldStore();
  let idle = 0;
  const queue = createDownloadQueue({ store: held.store, order, onProgress: () => undefined, onIdle: () => idle++ });
  const first = queue.ensure("kokoro-82m", {});
  await held.settle();
  const rest = [
    queue.ensure("whisper-base", {}),
    queue.ensure("moonshine-tiny-en", {}),
    queue.ensure("silero-vad", {}),
  ];
  await held.settle();
  expect(held.log).toEqual(["kokoro-82m"]);
  for (const id of ["kokoro-82m", "silero-vad", "moonshine-tiny-en", "whisper-base"] as const) {
    held.finish(id);
    await held.settle();
  }
  await Promise.all([first, ...rest]);
  expect(held.log).toEqual(["kokoro-82m", "silero-vad", "moonshine-tiny-en", "whisper-base"]);
  expect(idle).toBe(1);
});

test("an installed model never waits, a failed one lets the next begin", async () => {
  const held = heldStore(["silero-vad"]);
  const queue = createDownloadQueue({ store: held.store, order, onProgress: () => undefined, onIdle: () => undefined });
  const failing = queue.ensure("kokoro-82m", {}).catch((error: Error) => error.message);
  const next = queue.ensure("moonshine-tiny-en", {});
  expect((await queue.ensure("silero-vad", {})).directory).toBe("/models/silero-vad");
  await held.settle();
  held.finish("kokoro-82m", new Error("no network"));
  expect(await failing).toBe("no network");
  await held.settle();
  held.finish("moonshine-tiny-en");
  expect((await next).id).toBe("moonshine-tiny-en");
});

test("progress counts all needed models together, an optional one only once it is asked for", async () => {
  const held = heldStore(["silero-vad"]);
  const seen: PullAllProgress[] = [];
  const queue = createDownloadQueue({
    store: held.store,
    order,
    optional: ["kokoro-82m"],
    onProgress: (progress) => seen.push(progress),
    onIdle: () => undefined,
  });
  await queue.ensure("silero-vad", {});
  void queue.ensure("moonshine-tiny-en", {});
  await held.settle();
  const bytesOf = (id: ModelId) => catalogue[id].files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const installed = bytesOf("silero-vad");
  const total = installed + bytesOf("moonshine-tiny-en");
  expect(seen.at(-1)).toMatchObject({ model: "moonshine-tiny-en", receivedBytes: installed + 10, totalBytes: total });
  held.finish("moonshine-tiny-en");
});

test("progress counts what is here already, whether asked for or not, and ends with the downloads", async () => {
  const held = heldStore(["kokoro-82m"]);
  const queue = createDownloadQueue({ store: held.store, order, onProgress: () => undefined, onIdle: () => undefined });
  expect(queue.progress()).toBeNull();
  const fetching = queue.ensure("moonshine-tiny-en", {});
  await held.settle();
  const bytesOf = (id: ModelId) => catalogue[id].files.reduce((sum, file) => sum + file.sizeBytes, 0);
  expect(queue.progress()).toMatchObject({
    model: "moonshine-tiny-en",
    receivedBytes: bytesOf("kokoro-82m") + 10,
    totalBytes: bytesOf("kokoro-82m") + bytesOf("moonshine-tiny-en") + bytesOf("silero-vad"),
  });
  held.finish("moonshine-tiny-en");
  await fetching;
  expect(queue.progress()).toBeNull();
});

test("progress leaves an optional model out again when it could not be fetched", async () => {
  const held = heldStore();
  const seen: PullAllProgress[] = [];
  const onProgress = (progress: PullAllProgress) => void seen.push(progress);
  const options = { store: held.store, order, onProgress, onIdle: () => undefined };
  const queue = createDownloadQueue({ ...options, optional: ["kokoro-82m"] });
  const wished = queue.ensure("kokoro-82m", {}).catch((error: Error) => error.message);
  await held.settle();
  const withIt = seen.at(-1)?.totalBytes ?? 0;
  held.finish("kokoro-82m", new Error("not reachable"));
  await wished;
  void queue.ensure("silero-vad", {});
  await held.settle();
  const size = catalogue["kokoro-82m"].files.reduce((sum, file) => sum + file.sizeBytes, 0);
  expect(seen.at(-1)).toMatchObject({ model: "silero-vad", receivedBytes: 10, totalBytes: withIt - size });
  held.finish("silero-vad");
});
