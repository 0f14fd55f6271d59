import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { explained } from "../../platform/words/sentence";

/** One package of a lock file, as pip and uv name it. */
export interface LockedPackage {
  name: string;
  version: string;
  /** A wheel is only unpacked; `source` is built, which runs its code. */
  kind: "wheel" | "source";
  /** Of its largest file. */
  sizeBytes: number;
  /** Python versions ("3.11") that get it. */
  pythons: readonly string[];
  /** SHA-256 in lower-case hex, one for each file that may be taken. */
  hashes: readonly string[];
}

/** A lock file of workers/locks, made by make_locks.py. */
export interface Lock {
  /** Digest of its packages; names the folder of what is installed from it. */
  revision: string;
  pythons: readonly string[];
  /** N of the glibc 2.N that its wheels need. */
  glibcMinor: number;
  installedBytes: number;
  packages: readonly LockedPackage[];
}

/** Reads a lock file by its name in `workers/locks`. Throws an Error when it is damaged. */
export function readLock(projectRoot: string, name: string): Lock {
  const path = join(projectRoot, "server", "inference", "workers", "locks", `${name}.txt`);
  return parseLock(readFileSync(path, "utf8"), path);
}

const requirement =
  /^# (wheel|source), (\d+) bytes\n([\w.-]+)==([\w.+!-]+)(?: ; ([^\\\n]+))? \\\n((?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)/gm;

/** `path` names the file in errors. Throws an Error unless every line is understood. */
export function parseLock(text: string, path: string): Lock {
  const pythons = headOf(text, "Python", path).split(" ");
  const packages: LockedPackage[] = [];
  const rest = text.replace(requirement, (_, kind, size, name, version, marker: string | undefined, hashes: string) => {
    packages.push({
      name,
      version,
      kind,
      sizeBytes: Number(size),
      pythons:
        marker === undefined ? pythons : [...marker.matchAll(/python_version == "([\d.]+)"/g)].map(([, v = ""]) => v),
      hashes: [...hashes.matchAll(/[0-9a-f]{64}/g)].map(([hash]) => hash),
    });
    return "";
  });
  const odd = rest.split("\n").find((line) => line !== "" && !/^# [A-Z]|^# (glibc|installed):/.test(line));
  if (odd !== undefined || packages.length === 0) throw damaged(path, odd ?? "no package");
  return {
    revision: createHash("sha256").update(JSON.stringify(packages)).digest("hex").slice(0, 12),
    pythons,
    glibcMinor: Number(headOf(text, "glibc", path).replace("2.", "")),
    installedBytes: Number.parseInt(headOf(text, "installed", path), 10) * 1e6,
    packages,
  };
}

function headOf(text: string, name: string, path: string): string {
  const value = new RegExp(`^# ${name}: (.+)$`, "m").exec(text)?.[1];
  if (value === undefined) throw damaged(path, `no line "# ${name}: …"`);
  return value;
}

const damaged = (path: string, what: string) =>
  explained("{path} is damaged: {damage}", { path, damage: what.slice(0, 80) });

/** What this Python version gets. */
export const packagesFor = ({ packages }: Pick<Lock, "packages">, python: string): LockedPackage[] =>
  packages.filter(({ pythons }) => pythons.includes(python));

/** The sum of the packages' sizes. */
export const bytesOf = (packages: readonly LockedPackage[]): number =>
  packages.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** A requirements file with hashes; pip and uv then take nothing but these files. */
export function requirementsOf(packages: readonly LockedPackage[]): string {
  const lines = packages.map(({ name, version, hashes }) =>
    [`${name}==${version}`, ...hashes.map((hash) => `--hash=sha256:${hash}`)].join(" "),
  );
  return `${lines.join("\n")}\n`;
}
