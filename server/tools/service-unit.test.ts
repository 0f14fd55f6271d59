import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { parseStartScript, type UnitFacts, unitText } from "./service-unit";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const startScript = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")).scripts.start;
const facts: UnitFacts = {
  scope: "system",
  projectRoot,
  folders: ["/srv/avatar", "/var/cache/models"],
  startScript,
  nodePath: process.execPath,
  path: "/usr/local/bin:/usr/bin:/bin",
  user: "root",
  plan: { modelThreads: 8, cores: 12, memoryGiB: 14, hasGpuProcesses: false },
  machineCores: 16,
};

const hasAnalyze = spawnSync("systemd-analyze", ["--version"]).status === 0;

it("starts what npm start starts, with the same variables and flags", () => {
  const { variables, words } = parseStartScript(startScript);
  expect([...variables, "node", ...words].join(" ")).toBe(startScript);
  const text = unitText(facts);
  for (const variable of variables) expect(text).toContain(`Environment="${variable}"`);
  expect(text).toContain(`ExecStart="${process.execPath}" ${words.map((word) => `"${word}"`).join(" ")}\n`);
  expect(() => parseStartScript("A=1 tsx main.ts")).toThrow("does not start node");
});

it("limits cores and memory as planned, and cores to those of the machine", () => {
  expect(unitText(facts)).toContain("CPUQuota=1200%\nMemoryHigh=14G\n");
  expect(unitText({ ...facts, machineCores: 2 })).toContain("CPUQuota=200%\n");
  const gpu = unitText({ ...facts, plan: { ...facts.plan, hasGpuProcesses: true } });
  expect(gpu).not.toMatch(/^MemoryHigh/m);
});

it("closes off nothing that models need", () => {
  for (const scope of ["system", "user"] as const) {
    expect(unitText({ ...facts, scope })).not.toMatch(/^(MemoryDenyWriteExecute|PrivateDevices|ProtectHome)=/m);
  }
  expect(unitText({ ...facts, scope: "user", user: null })).not.toMatch(/^(User|PrivateTmp|ProtectSystem)=/m);
});

it("keeps AVATAR's folders writable where the system's are not", () => {
  expect(unitText(facts)).not.toMatch(/^ReadWritePaths/m);
  const below = unitText({ ...facts, projectRoot: "/usr/local/avatar", folders: ["/srv/avatar"] });
  expect(below).toContain('UMask=0077\nReadWritePaths="-/usr/local/avatar"\n\n');
});

it("keeps a path with blanks, per cents and quotes one word", () => {
  const text = unitText({ ...facts, projectRoot: "/opt/100% mine", nodePath: '/opt/a "b" c/node' });
  expect(text).toContain("WorkingDirectory=/opt/100%% mine\n");
  expect(text).toContain('ExecStart="/opt/a \\"b\\" c/node" ');
});

it("doubles a dollar sign only where systemd looks for variables: in the words after the program", () => {
  const projectRoot = "/usr/local/$a";
  const startScript = "A=$b node --flag=$c start";
  const text = unitText({ ...facts, projectRoot, startScript, nodePath: "/opt/$d/node", path: "/opt/$d:/bin" });
  expect(text).toContain("WorkingDirectory=/usr/local/$a\n");
  expect(text).toContain('Environment="PATH=/opt/$d:/bin"\nEnvironment="A=$b"\n');
  expect(text).toContain('ExecStart="/opt/$d/node" "--flag=$$c" "start"\n');
  expect(text).toContain('ReadWritePaths="-/usr/local/$a"\n');
});

it.each([
  ["a line break", "/opt/a\nExecStartPre=/tmp/evil"],
  ["another control character", "/opt/a\u0007b"],
  ["a backslash at the end, which joins the next line", "/opt/a\\"],
  ["a blank at the end, which systemd drops", "/opt/a "],
])("refuses a path with %s", (_, path) => {
  for (const fact of ["projectRoot", "nodePath", "path", "user"]) {
    expect(() => unitText({ ...facts, [fact]: path }), fact).toThrow("can't be in a unit");
  }
  expect(() => unitText({ ...facts, folders: [`/usr${path}`] })).toThrow("can't be in a unit");
});

it.runIf(hasAnalyze).each(["system", "user"] as const)("is a %s unit that systemd accepts", (scope) => {
  const folder = mkdtempSync(join(tmpdir(), "avatar-unit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const unit = join(folder, "avatar.service");
  writeFileSync(
    unit,
    unitText({ ...facts, scope, folders: ["/usr/local/avatar data"], user: scope === "user" ? null : "root" }),
  );
  const said = spawnSync("systemd-analyze", ["verify", `--${scope}`, "--man=no", unit], {
    encoding: "utf8",
    env: { ...process.env, XDG_RUNTIME_DIR: folder },
  });
  // It fails for some mistakes only, and names the unit in front of each; what it says of others is not ours.
  const ofUnit = said.stderr.split("\n").filter((line) => line.includes("avatar.service"));
  expect({ ofUnit, status: said.status }).toEqual({ ofUnit: [], status: 0 });
});
