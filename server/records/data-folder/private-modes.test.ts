import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../../platform/observability/logger";
import { createRecordings } from "../recordings/file-recordings";
import { tightenModes } from "./private-modes";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "avatar-modes-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
});

const modeOf = (path: string) => (statSync(join(dataDir, path)).mode & 0o777).toString(8);

function open(path: string, kind: "folder" | "file") {
  if (kind === "folder") mkdirSync(join(dataDir, path), { recursive: true });
  else writeFileSync(join(dataDir, path), "");
  chmodSync(join(dataDir, path), kind === "folder" ? 0o755 : 0o644);
}

test("only their owner may read the folders of recordings", async () => {
  await createRecordings(dataDir, silentLogger).writeReplyAudio("t", new Int16Array(10), 24_000);
  expect([modeOf("audio"), modeOf("audio/tts")]).toEqual(["700", "700"]);
});

test("a start removes other users' rights from our files and folders, at any depth", () => {
  const folders = ["audio", "audio/raw", "audio/profiles", "audio/profiles/7", "certs", "quarantine", "quarantine/x"];
  for (const folder of folders) open(folder, "folder");
  const files = ["app.db", "app.lock", ".auth-secret", "certs/cert.pem"];
  for (const file of files) open(file, "file");
  chmodSync(dataDir, 0o755);
  expect(tightenModes(dataDir).sort()).toEqual([".", ...folders, ...files].sort());
  expect([".", ...folders].map(modeOf)).toEqual(["700", ...folders.map(() => "700")]);
  expect(files.map(modeOf)).toEqual(files.map(() => "600"));
  expect(tightenModes(dataDir)).toEqual([]);
});

test("a data folder that also holds other things keeps its mode, and so do other folders and links", () => {
  open("audio", "folder");
  open("src", "folder");
  open("package.json", "file");
  mkdirSync(join(dataDir, "elsewhere"), { mode: 0o755 });
  chmodSync(join(dataDir, "elsewhere"), 0o755);
  symlinkSync(join(dataDir, "elsewhere"), join(dataDir, "certs"));
  chmodSync(dataDir, 0o755);
  expect(tightenModes(dataDir)).toEqual(["audio"]);
  expect([".", "src", "elsewhere", "package.json"].map(modeOf)).toEqual(["755", "755", "755", "644"]);
});
