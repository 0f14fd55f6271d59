import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("a package that somebody deleted is noticed, and those that are there are counted", async () => {
  const root = await mkdtemp(join(tmpdir(), "avatar-install-"));
  await cp(import.meta.dirname, join(root, "scripts/bootstrap"), { recursive: true });
  const packages = ["node_modules/a", "node_modules/@scope/b"];
  for (const path of packages) {
    await mkdir(join(root, path), { recursive: true });
    await writeFile(join(root, path, "package.json"), "{}");
  }
  const note = { packages: Object.fromEntries(packages.map((path) => [path, {}])) };
  await writeFile(join(root, "node_modules/.package-lock.json"), JSON.stringify(note));
  await writeFile(join(root, "package-lock.json"), JSON.stringify({ packages: { "": {}, ...note.packages } }));
  const modulePath = JSON.stringify(join(root, "scripts/bootstrap/install.mjs"));
  const script = `const { countPackages, hasAllPackages } = await import(${modulePath}); console.log(hasAllPackages(), countPackages());`;
  const hasAll = async () =>
    (await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script])).stdout.trim();

  expect(await hasAll()).toBe("true 2");
  await rm(join(root, "node_modules/@scope"), { recursive: true });
  expect(await hasAll()).toBe("false 1");
  await rm(root, { recursive: true });
});
