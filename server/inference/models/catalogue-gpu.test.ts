import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../platform/observability/logger";
import { catalogue } from "./catalogue";
import { gpuCatalogue } from "./catalogue-gpu";
import type { ModelId } from "./contract";
import type { ListedFile, ModelFile } from "./model-file";
import { createModelStore, type LocalModelStore } from "./store";
import { type FileServer, startFileServer } from "./testing/file-server";
import { noise, sha256Of } from "./testing/small-models";

let root: string;
let hub: FileServer;
let stores: LocalModelStore[];
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "avatar-gpu-models-"));
  hub = await startFileServer();
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  await hub.close();
  rmSync(root, { recursive: true, force: true });
});

const contents = new Map<string, Buffer>();
/** A file of the catalogue with its names and places, and some bytes instead of its gigabytes. */
function small(file: ListedFile): ModelFile {
  const content = noise(500 + file.name.length);
  contents.set(file.name, content);
  return { ...file, sizeBytes: content.length, sha256: sha256Of(content) };
}

function openStore(id: keyof typeof gpuCatalogue, sharedFolder: string | null = null) {
  const model = { ...gpuCatalogue[id], files: gpuCatalogue[id].files.map(small) };
  const store = createModelStore({
    directory: join(root, "models"),
    sharedFolder,
    logger: silentLogger,
    environment: { NODE_ENV: "test", HF_ENDPOINT: hub.url },
    npmDirectory: root,
    catalogue: { ...catalogue, [id]: model } as Readonly<Record<ModelId, typeof model>>,
  });
  stores.push(store);
  return { store, files: model.files };
}

/** As Hugging Face has it: the commit in the path, and large files on another host. */
function serveAll(files: readonly ModelFile[]): void {
  for (const { name, hub: place } of files) {
    const path = `/${place?.repo}/resolve/${place?.revision}/${place?.path}`;
    hub.serve(path, contents.get(name) ?? "");
    if (!/\.(safetensors|bin)$/.test(name)) continue;
    hub.serve(`/elsewhere/${name}`, contents.get(name) ?? "");
    hub.troubles(path, { kind: "redirect", to: `${hub.url}/elsewhere/${name}` });
  }
}

describe.each(Object.keys(gpuCatalogue) as (keyof typeof gpuCatalogue)[])("%s", (id) => {
  it("comes from its pinned commits of the hub", async () => {
    const { store, files } = openStore(id);
    serveAll(files);
    for (const file of files) expect(file.hub?.revision).toMatch(/^[0-9a-f]{40}$/);
    const { directory, licence } = await store.ensure(id, {});
    expect(licence).toBe(catalogue[id].licence);
    for (const { name } of files) expect(readFileSync(join(directory, name))).toEqual(contents.get(name));
    expect(await store.verify(id)).toEqual([]);
  });

  it("is found where it was placed by hand", async () => {
    const share = join(root, "share");
    const { store, files } = openStore(id, share);
    for (const { name } of files) {
      mkdirSync(dirname(join(share, id, name)), { recursive: true });
      writeFileSync(join(share, id, name), contents.get(name) ?? "");
    }
    await store.ensure(id, {});
    expect(hub.requests).toEqual([]);
  });
});

const workers = join(import.meta.dirname, "..", "workers");
const hasPython = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status === 0;

it.skipIf(!hasPython)("gives the F5-TTS worker a folder in which it finds its files", async () => {
  const { store, files } = openStore("f5-tts-v1-base");
  serveAll(files);
  const { directory } = await store.ensure("f5-tts-v1-base", {});
  const script =
    "import sys, f5_model; print(*f5_model.find_model_files(sys.argv[1], None).__dict__.values(), sep='\\n')";
  const found = execFileSync("python3", ["-B", "-c", script, directory], { cwd: workers, encoding: "utf8" });
  expect(found.trim().split("\n")).toEqual([
    join(directory, "model_1250000.safetensors"),
    join(directory, "vocab.txt"),
    join(directory, "vocos"),
  ]);
});
