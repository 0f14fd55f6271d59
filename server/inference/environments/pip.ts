import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pythonIn } from "./environment-folder";
import { keptPackages, wheelBytesIn } from "./kept-packages";
import { bytesOf, type LockedPackage, requirementsOf } from "./lock-file";
import { PackageProgramError, runPackageProgram } from "./package-program";
import { type PackageJob, type PackageTool, toolEnvironment } from "./package-tool";

/** What one call of pip fetches, bytes: after an interruption its files are fetched again. */
const batchBytes = 100e6;
const pollIntervalMs = 500;

/**
 * Python's own venv and pip. The wheels are fetched in batches into a folder that outlives an interruption, then
 * installed from there; pip keeps nothing of a call that is interrupted, so each batch is a call.
 */
export const pip: PackageTool = {
  name: "pip",
  async install(job) {
    const { folders, python, sources, wheels, signal } = job;
    const options = { directory: folders.home, environment: toolEnvironment(job), signal };
    await runPackageProgram(python.path, ["-I", "-m", "venv", folders.environment], options);
    const run = (...args: string[]) =>
      runPackageProgram(pythonIn(folders.environment), ["-I", "-m", "pip", ...args, ...quiet], options);

    await fetchWheels(job, async (requirements) => {
      const wheels = ["--dest", folders.downloads, "--only-binary", ":all:"];
      const download = (...more: string[]) =>
        run("download", ...wheels, ...exactly, "--requirement", requirements, ...more);
      // pip says of an index that refuses or can't be reached only that it lacks the file, unless it is very verbose.
      await download().catch((error: unknown) => {
        if (!(error instanceof PackageProgramError) || !/no matching distribution/i.test(error.message)) throw error;
        return download("-vv");
      });
    });
    const all = await requirementsFile(job, "wheels", wheels);
    const stop = watchUnpacking(job);
    try {
      const local = ["--no-index", "--find-links", folders.downloads];
      await run("install", ...local, "--only-binary", ":all:", ...exactly, "--requirement", all);
    } finally {
      stop();
    }
    if (sources.length === 0) return;
    const built = await requirementsFile(job, "sources", sources);
    // With what has just been installed: an isolated build would fetch setuptools without a hash.
    await run("install", "--no-build-isolation", ...exactly, "--requirement", built);
  },
};

const exactly = ["--no-deps", "--require-hashes", "--no-cache-dir"];
const quiet = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"];

async function requirementsFile({ folders }: PackageJob, name: string, packages: readonly LockedPackage[]) {
  const path = join(folders.temporary, `${name}.txt`);
  await writeFile(path, requirementsOf(packages));
  return path;
}

async function fetchWheels(job: PackageJob, download: (requirements: string) => Promise<void>): Promise<void> {
  const { folders, wheels, progress, signal } = job;
  const kept = await keptPackages(folders.downloads, wheels, signal);
  for (const each of kept) progress.kept(each.name, each.sizeBytes);
  const missing = wheels.filter((each) => !kept.includes(each));
  for (const [index, batch] of batchesOf(missing).entries()) {
    const name = `batch-${index}`;
    const stop = watchBytes(folders.temporary, (bytes) => progress.fetched(name, Math.min(bytes, bytesOf(batch))));
    try {
      await download(await requirementsFile(job, name, batch));
    } finally {
      stop();
    }
    progress.fetched(name, bytesOf(batch));
  }
}

/** Small packages together, large ones alone; the small ones first, so that a wrong index shows at once. */
export function batchesOf(packages: readonly LockedPackage[]): LockedPackage[][] {
  const batches: LockedPackage[][] = [];
  for (const each of packages.toSorted((one, other) => one.sizeBytes - other.sizeBytes)) {
    const last = batches.at(-1);
    if (last && bytesOf(last) + each.sizeBytes <= batchBytes) last.push(each);
    else batches.push([each]);
  }
  return batches;
}

/** pip prints no progress unless it has a terminal; what it has fetched lies in its temporary folder. */
function watchBytes(folder: string, onBytes: (bytes: number) => void): () => void {
  let isOver = false;
  const timer = setInterval(() => {
    void wheelBytesIn(folder).then((bytes) => {
      if (!isOver) onBytes(bytes);
    });
  }, pollIntervalMs);
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}

/** A package has its `.dist-info` once it is unpacked. */
function watchUnpacking({ folders, python, progress }: PackageJob): () => void {
  const packages = join(folders.environment, "lib", `python${python.version}`, "site-packages");
  const timer = setInterval(() => {
    void readdir(packages).then(
      (names) => progress.unpacked(names.filter((name) => name.endsWith(".dist-info")).length),
      () => undefined,
    );
  }, pollIntervalMs);
  return () => clearInterval(timer);
}
