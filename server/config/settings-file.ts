import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { environmentVariables } from "./environment";

/** Where the settings file is looked for, and the variable that names another place. */
const settingsFile = { name: "avatar.env", variable: "AVATAR_CONFIG" } as const;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The settings file's variables (`NAME=value` lines, `#` comments) with the environment's over them. The file is
 * `avatar.env` in the project's root, or what AVATAR_CONFIG names. Throws an Error that names the file when AVATAR_CONFIG's
 * can't be read, or when it sets a name that AVATAR does not know.
 */
export function withSettingsFile(environment: Variables, projectRoot: string): Variables {
  const named = environment[settingsFile.variable] || undefined;
  const path = resolve(projectRoot, named ?? settingsFile.name);
  const text = readIfThere(path, named !== undefined);
  if (text === null) return environment;
  const settings = parseEnv(text) as Record<string, string>;
  const unknown = Object.keys(settings).filter((name) => !environmentVariables.includes(name));
  if (unknown.length > 0) {
    throw new Error(`${path} sets ${unknown.join(", ")}, which AVATAR does not know. See docs/configuration.md.`);
  }
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  return { ...settings, ...set };
}

function readIfThere(path: string, required: boolean): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (!required && (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Error(`${settingsFile.variable}: the settings file can't be read: ${(error as Error).message}`);
  }
}
