import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { programOf } from "../../platform/program";
import { bytesOf, packagesFor, parseLock, readLock, requirementsOf } from "./lock-file";
import { workerBuilds } from "./worker-builds";

const { projectRoot } = programOf(import.meta.url);
const [one, two] = ["1", "2"].map((digit) => digit.repeat(64));
const text = `# Made by make_locks.py from pins.toml (tiny); do not edit.
# Python: 3.10 3.11
# glibc: 2.28
# installed: 12 MB
# wheel, 100 bytes
alpha==1.0 \\
    --hash=sha256:${one} \\
    --hash=sha256:${two}
# source, 30 bytes
beta-x==2.0.post1+cpu ; python_version == "3.10" \\
    --hash=sha256:${two}
`;

test("reads packages, sizes, hashes and the Pythons that get them", () => {
  const lock = parseLock(text, "tiny.txt");
  expect(lock).toMatchObject({ pythons: ["3.10", "3.11"], glibcMinor: 28, installedBytes: 12_000_000 });
  expect(lock.packages).toEqual([
    { name: "alpha", version: "1.0", kind: "wheel", sizeBytes: 100, pythons: ["3.10", "3.11"], hashes: [one, two] },
    { name: "beta-x", version: "2.0.post1+cpu", kind: "source", sizeBytes: 30, pythons: ["3.10"], hashes: [two] },
  ]);
  expect(packagesFor(lock, "3.11").map(({ name }) => name)).toEqual(["alpha"]);
  expect(bytesOf(lock.packages)).toBe(130);
  expect(requirementsOf(packagesFor(lock, "3.11"))).toBe(`alpha==1.0 --hash=sha256:${one} --hash=sha256:${two}\n`);
  expect(parseLock(text.replace("1.0", "1.1"), "tiny.txt").revision).not.toBe(lock.revision);
  expect(parseLock(text.replace("12 MB", "13 MB"), "tiny.txt").revision).toBe(lock.revision);
});

test.each([
  ["a package without a hash", `${text}# wheel, 1 bytes\ngamma==1\n`, "# wheel, 1 bytes"],
  ["an address", `${text}gamma @ https://example.org/gamma.whl\n`, "gamma @"],
  ["an option", `${text}--extra-index-url https://example.org\n`, "--extra-index-url"],
  ["a cut hash", text.replace(`${one} \\`, `${"1".repeat(63)} \\`), "# wheel, 100 bytes"],
  ["no head", text.replace("# glibc: 2.28\n", ""), "glibc"],
  ["no package", text.slice(0, text.indexOf("# wheel")), "no package"],
])("refuses %s", (_, damaged, reason) => {
  expect(() => parseLock(damaged, "tiny.txt")).toThrow(`tiny.txt is damaged: `);
  expect(() => parseLock(damaged, "tiny.txt")).toThrow(reason);
});

describe("the project's lock files", () => {
  const builds = Object.values(workerBuilds).flat();
  const folder = join(projectRoot, "server/inference/workers/locks");

  test("are those of the builds", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));
    expect(files.sort()).toEqual(builds.map(({ lock }) => `${lock}.txt`).sort());
  });

  // They are for those who make an environment by hand, or for the tests.
  test.each([
    ["requirements-whisper.txt", "whisper"],
    ["requirements-f5-tts.txt", "f5-tts-cuda13"],
  ])("%s asks for what %s has", (file, lock) => {
    const asked = readFileSync(join(folder, "..", file), "utf8").match(/^[\w-]+==\S+$/gm) ?? [];
    const locked = readLock(projectRoot, lock).packages.map(({ name, version }) => `${name}==${version}`);
    expect(asked.length).toBeGreaterThan(0);
    expect(locked).toEqual(expect.arrayContaining(asked));
  });

  test.each(builds)("$lock names no index and pins each package once for each Python", ({ lock: name, cuda }) => {
    expect(readFileSync(join(folder, `${name}.txt`), "utf8")).not.toMatch(/https?:|index-url|find-links/);
    const lock = readLock(projectRoot, name);
    for (const python of lock.pythons) {
      const names = packagesFor(lock, python).map((each) => each.name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.includes("torch")).toBe(cuda !== null);
    }
    const builtHere = lock.packages.filter(({ kind }) => kind === "source").map((each) => each.name);
    expect(builtHere).toEqual(name.startsWith("f5-tts") ? ["encodec"] : []);
  });

  test.each(builds.filter(({ cuda }) => cuda))("$lock: PyTorch's CUDA is that of the build", ({ lock, cuda }) => {
    const runtime = readLock(projectRoot, lock).packages.find(({ name }) => /^nvidia-cuda-runtime/.test(name));
    expect(runtime?.version.split(".").slice(0, 2).join(".")).toBe(cuda?.version);
  });
});
