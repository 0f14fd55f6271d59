import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** AVATAR's version, as package.json says. */
export function packageVersion(projectRoot: string): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { version: string };
  return version;
}

/** The program that runs. `mainUrl`: of its main file, one folder below the project's root, built or not. */
export function programOf(mainUrl: string) {
  const projectRoot = fileURLToPath(new URL("..", mainUrl));
  return {
    projectRoot,
    version: packageVersion(projectRoot),
    migrationsFolder: join(projectRoot, "drizzle/migrations"),
    /** ms since the epoch: the clock can't be before. */
    builtMs: statSync(fileURLToPath(mainUrl)).mtimeMs,
  };
}
