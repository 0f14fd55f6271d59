/** One entry of package-lock.json, as far as it is read here. */
export interface LockedPackage {
  version?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
}

export interface PackageEntry {
  name: string;
  version: string;
  /** SPDX expression; null where neither the lock nor the package itself names one. */
  licence: string | null;
  /** It builds and tests AVATAR, and is not part of what runs. */
  onlyBuilds: boolean;
}

/** All packages of one licence, by name. */
export interface LicenceGroup {
  licence: string | null;
  packages: PackageEntry[];
}

/** A package's name from its place in the lock: `node_modules/a/node_modules/@b/c` is `@b/c`. */
export function packageNameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** The packages by licence, those without one first, then the commonest first. A package at several places counts once. */
export function groupByLicence(packages: readonly PackageEntry[]): LicenceGroup[] {
  const groups = new Map<string | null, Map<string, PackageEntry>>();
  for (const entry of packages) {
    const group = groups.get(entry.licence) ?? new Map<string, PackageEntry>();
    const key = `${entry.name}@${entry.version}`;
    const earlier = group.get(key);
    group.set(key, earlier ? { ...entry, onlyBuilds: entry.onlyBuilds && earlier.onlyBuilds } : entry);
    groups.set(entry.licence, group);
  }
  return [...groups]
    .map(([licence, group]) => ({ licence, packages: [...group.values()].sort(byName) }))
    .sort((one, other) => rank(other) - rank(one) || (one.licence ?? "").localeCompare(other.licence ?? ""));
}

const rank = ({ licence, packages }: LicenceGroup) => (licence === null ? Number.POSITIVE_INFINITY : packages.length);
const byName = (one: PackageEntry, other: PackageEntry) =>
  one.name.localeCompare(other.name) || one.version.localeCompare(other.version);

/**
 * The licence that a package names, in any of the forms that package.json has had: an SPDX expression, `{ type }`, or a
 * list of those. Null when it names none.
 */
export function licenceIn(description: { license?: unknown; licenses?: unknown }): string | null {
  const { license, licenses } = description;
  const all = Array.isArray(licenses) ? licenses : [license ?? licenses];
  const names = all.map((each) => (typeof each === "string" ? each : (each as { type?: unknown } | null)?.type));
  const known = names.filter((name): name is string => typeof name === "string" && name.trim() !== "");
  return known.length === 0 ? null : plain(known.join(" OR "));
}

/** Without brackets around the whole: `(MIT OR WTFPL)` is `MIT OR WTFPL`. */
function plain(expression: string): string {
  const inner = /^\(([^()]*)\)$/.exec(expression.trim())?.[1];
  return inner ?? expression.trim();
}
