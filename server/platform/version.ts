import { readFileSync } from "node:fs";
import { join } from "node:path";

/** AVATAR's version, as package.json says. */
export function packageVersion(projectRoot: string): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { version: string };
  return version;
}
