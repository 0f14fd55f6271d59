import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The content of AVATAR's package.json; null for a folder that is not AVATAR's. */
function packageIn(folder: string): { version: string; engines: { node: string } } | null {
  try {
    const content = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return content.name === "avatar" ? content : null;
  } catch {
    return null;
  }
}

/** The running program. `fileUrl`: the URL of one of its files, somewhere below the project's root, built or not. */
export function programOf(fileUrl: string) {
  const path = fileURLToPath(fileUrl);
  let projectRoot = dirname(path);
  let description = packageIn(projectRoot);
  while (!description) {
    const parent = dirname(projectRoot);
    if (parent === projectRoot) throw new Error(`${path} is not inside an AVATAR folder.`);
    projectRoot = parent;
    description = packageIn(projectRoot);
  }
  return {
    projectRoot,
    /** AVATAR's version. */
    version: description.version,
    /** The Node versions on which it runs: ">=20.17". */
    requiredNode: description.engines.node,
    migrationsFolder: join(projectRoot, "drizzle/migrations"),
    /** When the program was built, ms since the epoch; a clock that shows an earlier time is wrong. */
    builtMs: statSync(path).mtimeMs,
  };
}
