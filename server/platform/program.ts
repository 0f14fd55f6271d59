import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** AVATAR's version, from package.json. */
export function packageVersion(projectRoot: string): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { version: string };
  return version;
}

/** The running program. `mainUrl`: the URL of its main file, one folder below the project's root, built or not. */
export function programOf(mainUrl: string) {
  const projectRoot = fileURLToPath(new URL("..", mainUrl));
  return {
    projectRoot,
    version: packageVersion(projectRoot),
    migrationsFolder: join(projectRoot, "drizzle/migrations"),
    /** When the program was built, ms since the epoch; a clock that shows an earlier time is wrong. */
    builtMs: statSync(fileURLToPath(mainUrl)).mtimeMs,
  };
}
