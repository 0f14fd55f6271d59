import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
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
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../platform/observability/logger";
import type { ListedFile } from "./model-file";
import { createModelStore, type LocalModelStore } from "./store";
import { type FileServer, startFileServer, type Trouble } from "./testing/file-server";
import { catalogueOf, noise, sha256Of } from "./testing/small-models";

/** A model without hashes in the catalogue, over real connections to a server that plays Hugging Face. */

const id = "breeze-asr-25";
const repo = "owner/repo";
const revision = "0123456789abcdef0123456789abcdef01234567";
const list = `/api/models/${repo}/tree/${revision}`;
const contentPath = (name: string) => `/${repo}/resolve/${revision}/${name}`;
const gitSha1Of = (content: Buffer) =>
  createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");

/** A small file, in git, and a large one, in LFS. */
const config = Buffer.from("hello\n");
const weights = noise(200_000);
const contents: Record<string, Buffer> = { "config.json": config, "model.bin": weights };
const files = Object.entries(contents).map(
  ([name, content]): ListedFile => ({
    name,
    sizeBytes: content.length,
    sha256: null,
    hub: { repo, revision, path: name },
    npm: [],
    pypi: [],
  }),
);

const pointer = { oid: "a".repeat(40), size: weights.length };
/** The entries as Hugging Face lists them. `git hash-object` gives that name to the line "hello". */
const configEntry = {
  type: "file",
  path: "config.json",
  oid: "ce013625030ba8dba906f756967f9e9ca394464a",
  size: config.length,
};
const weightsEntry = {
  ...pointer,
  type: "file",
  path: "model.bin",
  lfs: { oid: sha256Of(weights), size: weights.length, pointerSize: 134 },
  xetHash: "b".repeat(64),
};
const others = [
  { type: "directory", path: "assets", oid: "c".repeat(40), size: 0 },
  { type: "file", path: "README.md" },
];

let root: string;
let directory: string;
let hub: FileServer;
let stores: LocalModelStore[];
let children: ChildProcess[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "avatar-recorded-"));
  directory = join(root, "models");
  hub = await startFileServer();
  stores = [];
  children = [];
  for (const [name, content] of Object.entries(contents)) hub.serve(contentPath(name), content);
  serveList([...others, configEntry, weightsEntry]);
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const store of stores) await store.close();
  await hub.close();
  rmSync(root, { recursive: true, force: true });
});

const serveList = (entries: unknown) => hub.serve(list, JSON.stringify(entries));
const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: root,
  HF_HOME: join(root, "hf"),
  HF_ENDPOINT: hub.url,
  NODE_ENV: "test",
});

function openStore(listed: readonly ListedFile[] = files): LocalModelStore {
  const store = createModelStore({
    directory,
    logger: silentLogger,
    environment: environment(),
    npmDirectory: root,
    catalogue: catalogueOf(listed),
  });
  stores.push(store);
  return store;
}

const failureOf = (store: LocalModelStore) =>
  store.ensure(id, {}).then(
    () => "installed",
    (error: Error) => error.message,
  );
const getsOf = (path: string) =>
  hub.requests.filter((request) => request.method === "GET" && request.path === path).length;
const keptPath = () => join(directory, id, "recorded-hashes.json");

async function expectInstalled(store: LocalModelStore): Promise<string> {
  const model = await store.installed(id);
  if (!model) throw new Error("not installed");
  for (const [name, content] of Object.entries(contents)) {
    expect(readFileSync(join(model.directory, name)).equals(content)).toBe(true);
  }
  expect(await store.verify(id)).toEqual([]);
  expect(await store.state(id)).toBe("installed");
  return model.directory;
}

describe("from the hub's record", () => {
  it("fetches and verifies every file, and keeps the hashes beside the model", async () => {
    const store = openStore();
    expect(await store.installed(id)).toBeNull();
    expect(await store.state(id)).toBe("absent");
    const received: number[] = [];
    await store.ensure(id, { onProgress: ({ receivedBytes }) => received.push(receivedBytes) });
    await expectInstalled(store);
    expect(received.at(-1)).toBe(config.length + weights.length);
    expect(JSON.parse(readFileSync(keptPath(), "utf8"))).toEqual({
      [`${repo}@${revision}/config.json`]: sha256Of(config),
      [`${repo}@${revision}/model.bin`]: sha256Of(weights),
    });
    expect(getsOf(list)).toBe(1);
    expect(getsOf(contentPath("model.bin"))).toBe(1);
  });

  it("is asked once: later starts need no network, nor do other machines with a copy of the folder", async () => {
    await openStore().ensure(id, {});
    await hub.close();
    hub.requests.length = 0;
    await openStore().ensure(id, {});
    cpSync(directory, join(root, "copy"), { recursive: true });
    directory = join(root, "copy");
    await expectInstalled(openStore());
    expect(hub.requests).toEqual([]);
    hub = await startFileServer();
  });

  it("is not asked to repair a model: its own hashes count", async () => {
    const folder = (await openStore().ensure(id, {})).directory;
    writeFileSync(join(folder, "model.bin"), "damaged");
    expect(await openStore().state(id)).toBe("damaged");
    serveList([configEntry, { ...weightsEntry, lfs: { ...weightsEntry.lfs, oid: "d".repeat(64) } }]);
    const store = openStore();
    await store.ensure(id, {});
    await expectInstalled(store);
    expect(getsOf(list)).toBe(1);
  });

  it("is asked again when the kept hashes are gone or damaged, and nothing is fetched twice", async () => {
    await openStore().ensure(id, {});
    writeFileSync(keptPath(), '{"half');
    const store = openStore();
    expect(await store.state(id)).toBe("absent");
    await store.ensure(id, {});
    await expectInstalled(store);
    expect(getsOf(contentPath("model.bin"))).toBe(1);
  });

  it("shares the kept hashes with those of another commit", async () => {
    mkdirSync(dirname(keptPath()), { recursive: true });
    writeFileSync(keptPath(), JSON.stringify({ "owner/repo@other/model.bin": "e".repeat(64) }));
    await openStore().ensure(id, {});
    expect(Object.keys(JSON.parse(readFileSync(keptPath(), "utf8")))).toHaveLength(3);
  });

  it("goes on after a cut, in the list and in the file", async () => {
    hub.troubles(list, { kind: "cut", afterBytes: 50 });
    hub.troubles(contentPath("model.bin"), { kind: "cut", afterBytes: 150_000 });
    const store = openStore();
    await store.ensure(id, {});
    await expectInstalled(store);
  });

  it("leaves a download that was broken off for the next one", async () => {
    const abort = new AbortController();
    hub.troubles(contentPath("model.bin"), { kind: "hold", afterBytes: 100_000 });
    const refused = expect(openStore().ensure(id, { signal: abort.signal })).rejects.toThrow("abort");
    const begun = () =>
      readdirSync(directory, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith("model.bin.part"))
        .map((path) => statSync(join(directory, path)).size);
    await hub.held(contentPath("model.bin"));
    await expect.poll(() => Math.max(0, ...begun())).toBeGreaterThan(0);
    abort.abort();
    await refused;
    hub.release();
    const store = openStore();
    expect(await store.state(id)).toBe("incomplete");
    await store.ensure(id, {});
    await expectInstalled(store);
    expect(hub.requests.at(-1)?.range).toMatch(/^bytes=[1-9]\d*-$/);
  });
});

describe("a record that is not right", () => {
  const answer = (status: number, headers: Record<string, string> = {}, body = ""): Trouble => ({
    kind: "answer",
    status,
    headers,
    body,
  });
  const page = "<!DOCTYPE html><html>Please log in</html>";

  it.each<[string, Trouble, RegExp]>([
    ["a web page", answer(200, { "content-type": "text/html" }, page), /a web page came.*log in to this network/s],
    ["a web page that does not say so", answer(200, {}, page), /something else than the list.*Log in to this network/s],
    ["another list", answer(200, {}, '{"error":"no"}'), /something else than the list.*name another server/s],
    ["half a list", answer(200, {}, '[{"path":"config.json"'), /something else than the list/],
    ["no end", answer(200, {}, `[${" ".repeat(1_100_000)}]`), /at most 1048576 bytes/],
    ["401", answer(401), /HTTP 401.*licence must be accepted/s],
    ["404", answer(404), /HTTP 404.*name another server in HF_ENDPOINT/s],
    ["wait an hour", answer(503, { "retry-after": "3600" }), /HTTP 503.*is busy: try again later/s],
  ])("%s: says what to do, and fetches nothing", async (_, trouble, message) => {
    hub.troubles(list, trouble);
    const store = openStore();
    const failure = await failureOf(store);
    expect(failure).toMatch(message);
    expect(failure).toContain(`Then run: npx avatar models pull ${id}`);
    expect(existsSync(directory)).toBe(false);
    // The next run finds the hub in order.
    await openStore().ensure(id, {});
    await expectInstalled(openStore());
  });

  it.each<[string, unknown[], RegExp]>([
    ["lacks a file", [configEntry], /expected an entry for model\.bin, got none/],
    ["has a folder in its place", [configEntry, { ...weightsEntry, type: "directory" }], /expected an entry for model/],
    ["has no hash", [configEntry, { ...weightsEntry, oid: "", lfs: null }], /expected an entry for model/],
    [
      "has a hash of another kind",
      [configEntry, { ...weightsEntry, lfs: { oid: "../../etc/passwd", size: weights.length } }],
      /expected an entry for model/,
    ],
    [
      "has another size",
      [configEntry, { ...weightsEntry, lfs: { oid: sha256Of(weights), size: 7 } }],
      /model\.bin has the wrong content: expected 200000 bytes, got 7/,
    ],
    [
      "has another size of a file in git",
      [{ ...configEntry, size: 7 }, weightsEntry],
      /config\.json has the wrong content: expected 6 bytes, got 7/,
    ],
    [
      "has another hash of a file in git",
      [{ ...configEntry, oid: "f".repeat(40) }, weightsEntry],
      new RegExp(`config\\.json has the wrong content: expected git's SHA-1 f{40}, got ${configEntry.oid}`),
    ],
    [
      "has another hash of a file in LFS",
      [configEntry, { ...weightsEntry, lfs: { ...weightsEntry.lfs, oid: "f".repeat(64) } }],
      new RegExp(`model\\.bin has the wrong content: expected SHA-256 f{64}, got ${sha256Of(weights)}`),
    ],
  ])("that %s installs nothing and is not kept", async (_, entries, message) => {
    serveList(entries);
    expect(await failureOf(openStore())).toMatch(message);
    expect(existsSync(keptPath())).toBe(false);
    expect(await openStore().installed(id)).toBeNull();
    serveList([configEntry, weightsEntry]);
    await openStore().ensure(id, {});
    await expectInstalled(openStore());
  });

  it.each<[string, string, Buffer, RegExp]>([
    ["in git", "config.json", Buffer.from("Hello\n"), /config\.json has the wrong content: expected git's SHA-1 ce01/],
    ["longer than in git", "config.json", noise(7), /config\.json.* at most 6 bytes, got more/],
    ["in LFS", "model.bin", noise(weights.length), /model\.bin has the wrong content: expected SHA-256/],
    ["cut short", "model.bin", weights.subarray(1), /model\.bin: .*another size/],
  ])("for other content %s", async (_, name, content, message) => {
    hub.serve(contentPath(name), content);
    expect(await failureOf(openStore())).toMatch(message);
    expect(existsSync(keptPath())).toBe(false);
  });

  it("does not read gigabytes to name them as git does", async () => {
    const large = files.map((file) => (file.name === "model.bin" ? { ...file, sizeBytes: 2 ** 40 } : file));
    serveList([configEntry, { ...weightsEntry, size: 2 ** 40, lfs: undefined }]);
    expect(await failureOf(openStore(large))).toMatch(/expected a SHA-256 of model\.bin, got none/);
    expect(getsOf(contentPath("model.bin"))).toBe(0);
  });
});

describe("with Hugging Face's cache on this machine", () => {
  const snapshot = (name: string, commit = revision) =>
    join(root, "hf", "hub", "models--owner--repo", "snapshots", commit, name);

  /** As Hugging Face's library keeps a file; returns the blob. */
  function cached(name: string, options: { content?: Buffer; blob?: string; commit?: string } = {}): string {
    const content = contents[name] ?? Buffer.alloc(0);
    const { blob = name === "model.bin" ? sha256Of(content) : gitSha1Of(content), commit } = options;
    const link = snapshot(name, commit);
    mkdirSync(dirname(link), { recursive: true });
    const path = join(root, "hf", "hub", "models--owner--repo", "blobs", blob);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, options.content ?? content);
    symlinkSync(`../../blobs/${blob}`, link);
    return path;
  }

  it("asks nobody: the names of the blobs are the record", async () => {
    cached("config.json");
    const blob = cached("model.bin");
    const store = openStore();
    await store.ensure(id, {});
    const folder = await expectInstalled(store);
    expect(hub.requests).toEqual([]);
    expect(statSync(join(folder, "model.bin")).ino).toBe(statSync(blob).ino);
    rmSync(join(root, "hf"), { recursive: true });
    await expectInstalled(openStore());
  });

  it.each<[string, () => void]>([
    ["it lacks a file", () => void cached("model.bin")],
    ["a file is cut short", () => void [cached("config.json", { content: Buffer.from("hell") }), cached("model.bin")]],
    ["a small file is damaged", () => void [cached("config.json", { content: noise(6) }), cached("model.bin")]],
    ["a blob has another name", () => void [cached("config.json", { blob: "hello" }), cached("model.bin")]],
    [
      "it has copies in place of links",
      () => {
        mkdirSync(dirname(snapshot("config.json")), { recursive: true });
        writeFileSync(snapshot("config.json"), config);
        cached("model.bin");
      },
    ],
  ])("asks the hub when %s, and fetches only what is not there", async (_, fill) => {
    fill();
    const store = openStore();
    await store.ensure(id, {});
    await expectInstalled(store);
    expect(getsOf(list)).toBe(1);
    expect(getsOf(contentPath("model.bin"))).toBe(0);
  });

  it("asks the hub when it has another commit", async () => {
    cached("config.json", { commit: "f".repeat(40) });
    cached("model.bin", { commit: "f".repeat(40) });
    await openStore().ensure(id, {});
    expect(getsOf(list)).toBe(1);
    await expectInstalled(openStore());
  });

  it("fetches a large file whose content is not what its name says", async () => {
    cached("config.json");
    cached("model.bin", { content: noise(weights.length) });
    const store = openStore();
    await store.ensure(id, {});
    await expectInstalled(store);
    expect(getsOf(contentPath("model.bin"))).toBe(1);
  });

  it("names the damaged file when the hub can't be reached", async () => {
    cached("config.json", { content: noise(6) });
    cached("model.bin");
    await hub.close();
    expect(await failureOf(openStore())).toContain(`Remove ${snapshot("config.json")}, which is damaged.`);
    hub = await startFileServer();
  });
});

it("without a hub and without a cache says what was tried, and what to do", async () => {
  await hub.close();
  const failure = await failureOf(openStore());
  expect(failure.split("\n")).toEqual([
    `The model ${id} could not be fetched: only Hugging Face has recorded the hashes of its files.`,
    `  ${join(root, "hf", "hub")}: config.json of ${repo} is not there in revision 0123456`,
    expect.stringMatching(/^ {2}127\.0\.0\.1:\d+: not reachable: .*ECONNREFUSED/),
    "Check the network (HF_ENDPOINT, HTTPS_PROXY).",
    `Then run: npx avatar models pull ${id}`,
    `Or copy the whole folder ${join(directory, id)} from a machine that has the model, or name a folder of your own in place of ${id}: see docs/models.md.`,
  ]);
  hub = await startFileServer();
});

it("two processes at once fetch it once, and both find it", async () => {
  const catalogueFile = join(root, "catalogue.json");
  writeFileSync(catalogueFile, JSON.stringify(catalogueOf(files)));
  const script = fileURLToPath(new URL("./testing/pull-process.ts", import.meta.url));
  const startPull = () => {
    const child = spawn(process.execPath, ["--import", "tsx", script, directory, catalogueFile, id], {
      env: environment(),
      cwd: fileURLToPath(new URL("../../..", import.meta.url)),
      stdio: ["ignore", "inherit", "inherit"],
    });
    children.push(child);
    return once(child, "exit");
  };
  hub.troubles(contentPath("model.bin"), { kind: "hold", afterBytes: 1_000 });
  const exits = [startPull(), startPull()];
  await hub.held(contentPath("model.bin"));
  hub.release();
  expect(await Promise.all(exits)).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(getsOf(contentPath("model.bin"))).toBe(1);
  expect(readdirSync(join(directory, id)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  await expectInstalled(openStore());
});
