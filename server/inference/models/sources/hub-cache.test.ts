import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../platform/observability/logger";
import { createModelStore, type LocalModelStore } from "../store";
import { type FileServer, startFileServer } from "../testing/file-server";
import { catalogueOf, hubFile, noise, sha256Of } from "../testing/small-models";
import { hubCacheFolder } from "./hub-cache";

describe("hubCacheFolder", () => {
  it.each<[Record<string, string>, string]>([
    [{}, "/home/ann/.cache/huggingface/hub"],
    [{ XDG_CACHE_HOME: "/cache" }, "/cache/huggingface/hub"],
    [{ XDG_CACHE_HOME: "/cache", HF_HOME: "~/hf" }, "/home/ann/hf/hub"],
    [{ HF_HOME: "/hf", HUGGINGFACE_HUB_CACHE: "/old" }, "/old"],
    [{ HF_HOME: "/hf", HUGGINGFACE_HUB_CACHE: "/old", HF_HUB_CACHE: "/new" }, "/new"],
  ])("with %j it is %s", (variables, folder) => {
    expect(hubCacheFolder({ HOME: "/home/ann", NODE_ENV: "test", ...variables })).toBe(folder);
  });
});

const id = "whisper-base";
let root: string;
let hub: FileServer;
let store: LocalModelStore | null;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "avatar-hub-cache-"));
  hub = await startFileServer();
  store = null;
});
afterEach(async () => {
  await store?.close();
  await hub.close();
  rmSync(root, { recursive: true, force: true });
});

/** As Hugging Face's library stores a file: the content under its hash, and a symbolic link in each snapshot. */
function cached(path: string, content: Buffer, blob = sha256Of(content)): { blob: string } {
  const repository = join(root, "hf", "hub", "models--owner--repo");
  const file = join(repository, "blobs", blob);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  const link = join(repository, "snapshots", "0123abc", path);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(file, link);
  return { blob: file };
}

function openStore(files: Parameters<typeof catalogueOf>[0]): LocalModelStore {
  store = createModelStore({
    directory: join(root, "models"),
    logger: silentLogger,
    environment: { NODE_ENV: "test", HOME: root, HF_HOME: join(root, "hf"), HF_ENDPOINT: hub.url },
    npmDirectory: root,
    catalogue: catalogueOf(files),
  });
  return store;
}

it("takes what another program has fetched, without any network and without changing or copying it", async () => {
  const large = noise(50_000);
  const small = Buffer.from('{"type":"json"}');
  const { blob } = cached("onnx/model.bin", large);
  // Small files are stored under another kind of hash.
  cached("config.json", small, "a".repeat(40));
  const files = [hubFile(hub, "onnx/model.bin", large), hubFile(hub, "config.json", small)];
  const { directory } = await openStore(files).ensure(id, {});
  expect(hub.requests).toEqual([]);
  expect(readFileSync(join(directory, "config.json"))).toEqual(small);
  expect(statSync(join(directory, "onnx", "model.bin")).ino).toBe(statSync(blob).ino);
  // Somebody clears the cache: the model stays.
  rmSync(join(root, "hf"), { recursive: true });
  expect(await store?.verify(id)).toEqual([]);
});

it("asks the hub for what is another file there, and leaves that one alone", async () => {
  const content = noise(1_000);
  const { blob } = cached("model.bin", noise(1_000), sha256Of(content));
  const before = readFileSync(blob);
  cached("other.bin", noise(7));
  const files = [hubFile(hub, "model.bin", content), hubFile(hub, "other.bin", noise(8))];
  const { directory } = await openStore(files).ensure(id, {});
  expect(readFileSync(join(directory, "model.bin"))).toEqual(content);
  expect(readFileSync(blob)).toEqual(before);
  expect(readdirSync(directory).sort()).toEqual([".verified.json", "model.bin", "other.bin"]);
});

it("names the damaged file when nobody else has the right one", async () => {
  const content = noise(1_000);
  const { blob } = cached("model.bin", noise(1_000), sha256Of(content));
  const file = hubFile(hub, "model.bin", content);
  await hub.close();
  await expect(openStore([file]).ensure(id, {})).rejects.toThrow(`Remove ${blob}, which is damaged.`);
  hub = await startFileServer();
});
