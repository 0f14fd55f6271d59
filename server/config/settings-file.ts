import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { environmentVariables } from "./environment";

/** Where the settings file is looked for, and the variable that names another place. */
const settingsFile = { name: "avatar.env", variable: "AVATAR_CONFIG" } as const;

type Variables = Readonly<Record<string, string | undefined>>;

/** Read over: nothing, or a comment. */
const emptyLine = /^\s*(#.*)?$/;
/**
 * What Node's parser takes whole: it skips what is no `NAME=value`, and cuts a value at a # and behind a closing quote. A quoted
 * value ends on its line.
 */
const settingLine =
  /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:"[^"]*"|'[^']*'|`[^`]*`|[^"'`#\s](?:[^#]*[^#\s])?)?(?:\s+#.*|\s*)$/;

/**
 * The settings file's variables (`NAME=value` lines, `#` comments) with the environment's over them, blank ones left out. The
 * file is `avatar.env` in the project's root, or what AVATAR_CONFIG names. Throws an Error that names the file when
 * AVATAR_CONFIG's can't be read, when a line would not count as it is written, or when it sets a name that AVATAR does not know.
 */
export function withSettingsFile(environment: Variables, projectRoot: string): Variables {
  const given = withoutBlanks(environment);
  const named = given[settingsFile.variable];
  const path = resolve(projectRoot, named ?? settingsFile.name);
  const text = readIfThere(path, named !== undefined);
  if (text === null) return given;
  const settings = parseSettings(text, path);
  const unknown = Object.keys(settings).filter((name) => !environmentVariables.includes(name));
  if (unknown.length > 0) {
    throw new Error(`${path} sets ${unknown.join(", ")}, which is no setting of AVATAR. See docs/configuration.md.`);
  }
  return { ...withoutBlanks(settings), ...given };
}

function withoutBlanks(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
}

/** The messages tell where, not what: the line may hold a password. */
function parseSettings(text: string, path: string): Variables {
  // Editors of other systems begin a file with a byte order mark.
  const content = text.replace(/^\ufeff/, "");
  const names = new Set<string>();
  for (const [index, line] of content.split(/\r?\n/).entries()) {
    if (emptyLine.test(line)) continue;
    const where = `${path}, line ${index + 1}`;
    const name = settingLine.exec(line)?.[1];
    if (name === undefined) {
      throw new Error(
        `${where}: not NAME=value. A value that begins with a quote or has a # in it is put into quotes as a whole.`,
      );
    }
    if (names.has(name)) throw new Error(`${where}: ${name} is set a second time.`);
    names.add(name);
  }
  return parseEnv(content) as Record<string, string>;
}

function readIfThere(path: string, required: boolean): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (!required && (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Error(`${settingsFile.variable}: the settings file can't be read: ${(error as Error).message}`);
  }
}
