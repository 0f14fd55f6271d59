import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { whichProgram } from "../../platform/child-process/which-program";
import { fillIn } from "../../platform/words/sentence";
import { bytesFreedWith, environmentFolders, environmentOf, publishEnvironment } from "./environment-folder";
import { type InstallOptions, type InstallProgress, installEnvironment } from "./install-environment";
import { type Lock, type LockedPackage, parseLock } from "./lock-file";
import type { PackageTool } from "./package-tool";
import { pip } from "./pip";
import { findPythons, type PythonInterpreter } from "./python-interpreters";
import { type PackageIndex, startPackageIndex } from "./testing/package-index";
import { uvAt } from "./uv";

/** The real pip and venv, with tiny packages from an index on this machine. */

const isPythonHere = spawnSync("python3", ["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"]);
const uv = whichProgram("uv", process.env);
/** Making an environment takes seconds, on a busy machine many. */
const timeoutMs = 600_000;

/**
 * A Python whose `-m venv` copies an empty environment that the real one has made once, as making one takes many times
 * longer; everything else is the real one's.
 */
async function quickPython(realPath: string, folder: string): Promise<string> {
  const made = join(folder, "environment");
  const { status, stderr } = spawnSync(realPath, ["-I", "-m", "venv", made], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const path = join(folder, "python");
  const copying = `case "$*" in "-I -m venv "*) exec cp -r '${made}' "$4";; esac`;
  await writeFile(path, `#!/bin/sh\n${copying}\nexec '${realPath}' "$@"\n`, { mode: 0o755 });
  return path;
}

describe.skipIf(isPythonHere.status !== 0)("an environment", { timeout: timeoutMs }, () => {
  let index: PackageIndex;
  let real: PythonInterpreter;
  let python: PythonInterpreter;
  let modelsDir: string;
  let shared: string;
  beforeAll(async () => {
    const [found] = await findPythons({ signal: new AbortController().signal, environment: process.env });
    if (!found) throw new Error("python3 is there, but was not found.");
    real = found;
    shared = await mkdtemp(join(tmpdir(), "avatar-shared-environment-"));
    python = { ...real, path: await quickPython(real.path, shared) };
    index = await startPackageIndex();
  }, timeoutMs);
  afterAll(async () => {
    await index?.close();
    await rm(shared, { recursive: true });
  });
  beforeEach(async () => {
    modelsDir = await mkdtemp(join(tmpdir(), "avatar-environments-"));
  });
  afterEach(async () => {
    index.stalled.clear();
    index.status = 200;
    await rm(modelsDir, { recursive: true });
  });

  /** A lock of the tiny engine in this version and what it imports; `change` spoils a package. */
  function lockOf(version: string, change: (each: LockedPackage) => LockedPackage = (each) => each): Lock {
    const wanted = index.packages.filter((each) => each.name !== "tiny_engine" || each.version === version);
    const lines = wanted.map(
      ({ name, version: own, kind, bytes, sha256 }) =>
        `# ${kind}, ${bytes} bytes\n${name.replaceAll("_", "-")}==${own} \\\n    --hash=sha256:${sha256}\n`,
    );
    const head = `# Python: ${python.version}\n# glibc: 2.17\n# installed: 1 MB\n`;
    const lock = parseLock(head + lines.join(""), "tiny.txt");
    return { ...lock, packages: lock.packages.map(change) };
  }

  function install(version: string, more: Partial<InstallOptions> = {}) {
    const progress: InstallProgress[] = [];
    const notes: string[] = [];
    const done = installEnvironment({
      modelsDir,
      worker: "whisper",
      build: "tiny",
      lock: lockOf(version),
      library: { module: "tiny_engine", distribution: "tiny_engine", needsTorch: false },
      python,
      tools: [pip],
      environment: index.environment,
      signal: new AbortController().signal,
      onProgress: (each) => progress.push(each),
      onNote: (note) => notes.push(fillIn(note)),
      ...more,
    });
    return { done, progress, notes };
  }
  const namesIn = (folder: string) => readdir(join(modelsDir, "environments", "whisper", folder));

  test("is made, imported and used; a newer one takes its place, and what was fetched goes", async () => {
    const first = install("1.0", { python: real });
    const made = await first.done;
    expect(made).toMatchObject({ version: "1.0", build: "tiny", cuda: null });
    expect(environmentOf(modelsDir, "whisper")).toEqual(made);
    expect(spawnSync(made.pythonPath, ["-c", "import tiny_built; print(tiny_built.built)"]).stdout.toString()).toBe(
      "True\n",
    );
    const last = first.progress.findLast(({ step }) => step === "fetching");
    expect(last?.totalBytes).toBeGreaterThan(2_000_000);
    const received = first.progress.map(({ receivedBytes }) => receivedBytes);
    expect(received).toEqual(received.toSorted((one, other) => one - other));

    const again = install("1.0");
    const fetched = new Map(index.fetches);
    expect(await again.done).toEqual(made);
    expect(index.fetches).toEqual(fetched);

    // A worker that still runs keeps its environment until the next installation.
    const worker = spawn(made.pythonPath, ["-c", "import time; print(1, flush=True); time.sleep(600)"]);
    onTestFinished(() => void worker.kill("SIGKILL"));
    await new Promise((resolve) => worker.stdout.once("data", resolve));
    const second = install("2.0");
    const newer = await second.done;
    expect(second.notes).toEqual([expect.stringContaining("still in use")]);
    expect(environmentOf(modelsDir, "whisper")).toMatchObject({ version: "2.0", folder: newer.folder });
    worker.kill("SIGKILL");
    await new Promise((resolve) => worker.once("exit", resolve));
    await rm(join(made.folder, "avatar.json"));
    await rm(join(newer.folder, "lib"), { recursive: true });
    const repaired = install("2.0");
    await repaired.done;
    expect(repaired.notes).toEqual([expect.stringContaining("damaged, and is made anew")]);
    expect(await namesIn("")).toEqual([".lock", newer.revision]);
  });

  test("whose Python dies while it imports the library is made anew, but only where there is room for it", async () => {
    const made = await install("1.0").done;
    const engine = join(made.folder, "lib", `python${python.version}`, "site-packages/tiny_engine/__init__.py");
    await writeFile(engine, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)");
    const cramped = install("1.0", { lock: { ...lockOf("1.0"), installedBytes: 1e15 } });
    await expect(cramped.done).rejects.toThrow("GB are needed");
    expect(environmentOf(modelsDir, "whisper")).toEqual(made);

    const repaired = install("1.0");
    expect(await repaired.done).toEqual(made);
    expect(repaired.notes).toEqual([
      `The environment in ${made.folder} is damaged, and is made anew: tiny_engine can't be imported: ended by SIGSEGV.`,
    ]);
    expect(await readFile(engine, "utf8")).not.toContain("SIGSEGV");
  });

  test("what a damaged environment takes on the disk is room for the new one", async () => {
    const folder = join(modelsDir, "environment");
    await mkdir(join(folder, "lib"), { recursive: true });
    await writeFile(join(modelsDir, "cached"), Buffer.alloc(1e6, 1));
    await link(join(modelsDir, "cached"), join(folder, "linked"));
    expect(await bytesFreedWith(folder)).toBe(0);
    await writeFile(join(folder, "lib", "own"), Buffer.alloc(1e6, 1));
    expect(await bytesFreedWith(folder)).toBeGreaterThanOrEqual(1e6);
    expect(await bytesFreedWith(join(modelsDir, "nowhere"))).toBe(0);
  });

  test("whose library can't be imported does not take the place of one that works", async () => {
    const working = await install("1.0").done;
    await expect(install("3.0").done).rejects.toThrow(
      "tiny_engine can't be imported: RuntimeError: compiled with different CUDA versions\nThe environment in use is unchanged.",
    );
    expect(environmentOf(modelsDir, "whisper")).toEqual(working);
  });

  test("is continued after an interruption: what has come is not fetched again, but hashed", async () => {
    // Each of both is a batch of its own, the larger one last.
    const lock = lockOf("1.0", (each) => (each.name === "tiny-part" ? { ...each, sizeBytes: 100_000_000 } : each));
    const abort = new AbortController();
    index.fetches.clear();
    index.stalled.add("tiny_part-1.0-py3-none-any.whl");
    const stalled = index.whenStalled();
    const broken = install("1.0", { lock, signal: abort.signal });
    await stalled;
    abort.abort(new Error("Stopped by a person."));
    await expect(broken.done).rejects.toThrow("Stopped by a person.");
    expect(environmentOf(modelsDir, "whisper")).toBeNull();
    expect(await namesIn("downloads")).toEqual(["tiny_engine-1.0-py3-none-any.whl"]);

    index.stalled.clear();
    await writeFile(join(modelsDir, "environments/whisper/downloads/wrong-1.0-py3-none-any.whl"), "of another lock");
    await install("1.0", { lock }).done;
    expect(index.fetches.get("tiny_engine-1.0-py3-none-any.whl")).toBe(1);
    expect(index.fetches.get("tiny_part-1.0-py3-none-any.whl")).toBe(2);
  });

  test("is made by one program at a time", async () => {
    index.stalled.add("tiny_part-1.0-py3-none-any.whl");
    const stalled = index.whenStalled();
    const abort = new AbortController();
    const first = install("1.0", { signal: abort.signal });
    await stalled;
    await expect(install("1.0").done).rejects.toThrow("Another program is installing whisper");
    abort.abort(new Error("over"));
    await expect(first.done).rejects.toThrow("over");
  });

  test.each<[string, () => Partial<InstallOptions>, string[]]>([
    [
      "a file with another hash",
      () => ({ lock: lockOf("1.0", (each) => ({ ...each, hashes: ["0".repeat(64)] })) }),
      ["ERROR: ", "delivers another file than the one that was tested"],
    ],
    [
      "a version that the index lacks",
      () => ({ lock: lockOf("1.0", (each) => (each.name === "tiny-part" ? { ...each, version: "9.9" } : each)) }),
      ["No matching distribution found for tiny-part==9.9", "The package index lacks this file"],
    ],
    [
      "an index that asks for a password",
      () => {
        index.status = 401;
        return {};
      },
      ["look at the credentials in the configuration of pip"],
    ],
    [
      "an index that can't be reached",
      () => ({ environment: { ...index.environment, PIP_INDEX_URL: "http://name:secret@127.0.0.1:1/simple/" } }),
      ["can't be reached", "run it again to go on"],
    ],
    [
      "no room on the disk",
      () => ({ lock: { ...lockOf("1.0"), installedBytes: 1e15 } }),
      ["1000000.01 GB are needed", "choose another disk with AVATAR_MODELS_DIR"],
    ],
  ])("can't be made: %s", async (_, more, words) => {
    const message = await install("1.0", more()).done.then(
      () => "It was made.",
      (error: Error) => error.message,
    );
    for (const each of words) expect(message).toContain(each);
    expect(message).not.toContain("secret");
    expect(environmentOf(modelsDir, "whisper")).toBeNull();
    expect(await namesIn("")).not.toContain("temporary");
  });

  test("is made by pip where uv fails", async () => {
    const broken: PackageTool = { name: "uv", install: () => Promise.reject(new Error("no index for uv")) };
    const { done, notes } = install("1.0", { tools: [broken, pip] });
    expect(await done).toMatchObject({ version: "1.0" });
    expect(notes).toEqual(["uv could not do it, so pip is tried:", "no index for uv"]);
  });

  test.skipIf(uv === null)("is made by uv, too", async () => {
    const { done, notes } = install("1.0", { tools: [uvAt(uv ?? "")] });
    expect(await done).toMatchObject({ version: "1.0" });
    expect(notes).toEqual([]);
    expect(existsSync(environmentFolders(modelsDir, "whisper", "any").downloads)).toBe(false);
  });

  test("whose folder can't be made is refused with what to do", async () => {
    await writeFile(join(modelsDir, "environments"), "a file");
    await expect(install("1.0").done).rejects.toThrow(/can't be written \(\w+\).*AVATAR_MODELS_DIR/);
  });
});

test("an environment counts once its library was imported, and the newest is used", async () => {
  const modelsDir = await mkdtemp(join(tmpdir(), "avatar-environments-"));
  onTestFinished(() => rm(modelsDir, { recursive: true }));
  const { environment } = environmentFolders(modelsDir, "vllm", "aaaaaaaaaaaa");
  await mkdir(environment, { recursive: true });
  expect(environmentOf(modelsDir, "vllm")).toBeNull();
  await publishEnvironment(environment, { build: "vllm-cuda12", version: "0.18.1", python: "3.12.3", cuda: "12.8" });
  expect(environmentOf(modelsDir, "vllm")).toMatchObject({ revision: "aaaaaaaaaaaa", cuda: "12.8" });
  await writeFile(join(environment, "avatar.json"), "{");
  expect(environmentOf(modelsDir, "vllm")).toBeNull();
});
