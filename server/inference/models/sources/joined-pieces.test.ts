import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ModelFile } from "../model-file";
import { noise, packagedFile, sha256Of } from "../testing/small-models";
import { joinPieces, missingPieces, planJoin } from "./joined-pieces";

describe("planJoin", () => {
  const sizes = [10, 20, 30];
  it.each<[string, number, number[], { from: number; fromBytes: number; missing: number[] }]>([
    ["nothing has come", 0, [], { from: 0, fromBytes: 0, missing: [0, 1, 2] }],
    ["some pieces have come", 0, [0, 2], { from: 0, fromBytes: 0, missing: [1] }],
    ["all pieces have come", 0, [0, 1, 2], { from: 0, fromBytes: 0, missing: [] }],
    ["joining stopped in the first piece", 7, [0, 1, 2], { from: 0, fromBytes: 0, missing: [] }],
    ["a joined piece was not deleted yet", 10, [0, 1, 2], { from: 0, fromBytes: 0, missing: [] }],
    ["one piece is joined", 10, [1, 2], { from: 1, fromBytes: 10, missing: [] }],
    ["joining stopped in the second piece", 25, [1, 2], { from: 1, fromBytes: 10, missing: [] }],
    ["joining stopped in the last piece", 59, [2], { from: 2, fromBytes: 30, missing: [] }],
    ["all is joined", 60, [], { from: 3, fromBytes: 60, missing: [] }],
    ["the joined file is gone, and with it the first piece", 0, [1, 2], { from: 0, fromBytes: 0, missing: [0] }],
    ["the joined file lost its end", 25, [2], { from: 1, fromBytes: 10, missing: [1] }],
  ])("%s", (_, joinedBytes, here, plan) => {
    expect(planJoin(sizes, joinedBytes, (index) => here.includes(index))).toEqual(plan);
  });
});

let folder: string;
let mounted: boolean;
let children: ChildProcess[];
const signal = new AbortController().signal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-join-"));
  mounted = false;
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  if (mounted) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** A file of pieces of this size, which all wait in the folder. */
function waiting(count: number, pieceBytes: number): { file: ModelFile; whole: Buffer } {
  const contents = Array.from({ length: count }, () => noise(pieceBytes));
  const pieces = contents.map((content, index) => ({
    package: { name: `part-${index}`, version: "1.0.0" },
    path: "data/part.bin",
    content,
  }));
  for (const content of contents) writeFileSync(join(folder, `.piece-${sha256Of(content)}`), content);
  return { file: packagedFile("pypi", "onnx/model.bin", pieces), whole: Buffer.concat(contents) };
}
const resultOf = (file: ModelFile) => readFileSync(join(folder, file.name));
const joined = () => join(folder, "onnx", "model.bin.joining");

describe("joinPieces", () => {
  it("puts the pieces together and leaves nothing else", async () => {
    const { file, whole } = waiting(3, 100_000);
    await joinPieces(folder, file, file.pypi, signal);
    expect(resultOf(file).equals(whole)).toBe(true);
    expect(readdirSync(folder)).toEqual(["onnx"]);
    expect(readdirSync(join(folder, "onnx"))).toEqual(["model.bin"]);
  });

  it("goes on behind the last deleted piece, whatever follows it in the joined file", async () => {
    const { file, whole } = waiting(3, 100_000);
    mkdirSync(join(folder, "onnx"));
    writeFileSync(joined(), Buffer.concat([whole.subarray(0, 100_000), noise(50_000)]));
    rmSync(join(folder, `.piece-${file.pypi[0]?.sha256}`));
    expect(await missingPieces(folder, file, file.pypi)).toEqual([]);
    await joinPieces(folder, file, file.pypi, signal);
    expect(resultOf(file).equals(whole)).toBe(true);
  });

  it("leaves nothing when the whole is not the file", async () => {
    const { file } = waiting(2, 1_000);
    const other = { ...file, sha256: sha256Of(noise(1)) };
    await expect(joinPieces(folder, other, file.pypi, signal)).rejects.toThrow("has the wrong content");
    expect(readdirSync(join(folder, "onnx"))).toEqual([]);
  });

  it("ends when aborted and goes on later", async () => {
    const { file, whole } = waiting(3, 1_000_000);
    const abort = new AbortController();
    const joining = joinPieces(folder, file, file.pypi, abort.signal);
    abort.abort(new Error("enough"));
    await expect(joining).rejects.toThrow();
    await joinPieces(folder, file, file.pypi, signal);
    expect(resultOf(file).equals(whole)).toBe(true);
  });

  it("goes on after a kill at any point", async () => {
    const { file, whole } = waiting(6, 20_000_000);
    writeFileSync(join(folder, "file.json"), JSON.stringify(file));
    const script = join(import.meta.dirname, "../testing/join.process.ts");
    for (let run = 0; run < 3 && !existsSync(join(folder, file.name)); run++) {
      const before = statSync(joined(), { throwIfNoEntry: false })?.size ?? 0;
      const child = spawn(process.execPath, ["--import", "tsx", script, folder], { stdio: "ignore" });
      children.push(child);
      const exit = once(child, "exit");
      const grows = () => (statSync(joined(), { throwIfNoEntry: false })?.size ?? 0) > before + 10_000_000;
      while (child.exitCode === null && !grows()) await new Promise((resolve) => setTimeout(resolve, 1));
      child.kill("SIGKILL");
      await exit;
    }
    await joinPieces(folder, file, file.pypi, signal);
    expect(resultOf(file).equals(whole)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(["file.json", "onnx"]);
  }, 120_000);

  const canMount = () => {
    const probe = mkdtempSync(join(tmpdir(), "avatar-mount-"));
    const result = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", probe], { stdio: "ignore" });
    if (result.status === 0) execFileSync("umount", [probe]);
    rmSync(probe, { recursive: true });
    return result.status === 0;
  };

  it.skipIf(!canMount())("goes on when a full disk has room again, and needs room for one piece", async () => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=10m", "tmpfs", folder]);
    mounted = true;
    const { file, whole } = waiting(4, 2_000_000);
    const other = join(folder, "other");
    writeFileSync(other, noise(1_500_000));
    await expect(joinPieces(folder, file, file.pypi, signal)).rejects.toMatchObject({ code: "ENOSPC" });
    expect(await missingPieces(folder, file, file.pypi)).toEqual([]);
    // 10 MiB hold the file and one piece of it, not twice the file.
    rmSync(other);
    await joinPieces(folder, file, file.pypi, signal);
    expect(resultOf(file).equals(whole)).toBe(true);
  });
});
