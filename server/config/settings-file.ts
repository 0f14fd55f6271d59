import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { nearestName } from "./nearest-name";
import { environmentVariables, verbatimVariables } from "./variables";

/** Where the settings file is looked for, and the variable that names another place. */
const settingsFile = { name: "avatar.env", variable: "AVATAR_CONFIG" } as const;
/** Somebody named another file: a settings file has a few kilobytes. */
const maxFileBytes = 2 ** 20;

/** What each variable is set to, by its name. */
export type Texts = Readonly<Record<string, string>>;

/** Of the environment, but no settings: of tests and benchmarks, and what model processes get from us. */
const otherNames: string[] = [
  settingsFile.variable,
  "AVATAR_CHROMIUM",
  "AVATAR_BENCH_AUDIO",
  "AVATAR_PROCESS",
  "AVATAR_PROCESS_SMALLER",
];

/** Read over: nothing, or a comment. */
const emptyLine = /^\s*(#.*)?$/;
/** A name; a value in quotes, without escapes, or one without # and without a quote at its beginning; a comment. */
const settingLine =
  /^\s*(?:export\s+)?(?<name>[A-Za-z_]\w*)\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|`(?<back>[^`]*)`|(?<bare>[^"'`#\s](?:[^#]*[^#\s])?))?(?:\s+#.*|\s*)$/;

/**
 * The settings file's variables (`NAME=value` lines, `#` comments) with the environment's over them, blank ones left out. The
 * file is `avatar.env` in the project's root, or what AVATAR_CONFIG names. Throws an Error that names the file when it can't be
 * read, or the line when it would not count as it is written. The environment may be shared with others: a name there
 * that AVATAR does not know is a warning.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  projectRoot: string,
): { texts: Texts; warnings: string[] } {
  const given = tidy(environment);
  const named = given[settingsFile.variable];
  const path = resolve(projectRoot, named ?? settingsFile.name);
  const text = readText(path, named !== undefined);
  const ofFile = text === null ? {} : tidy(Object.fromEntries(parseSettings(text, path)));
  const ofEnvironment = Object.entries(given).filter(([name]) => isKnown(name));
  const unknown = Object.keys(given).filter((name) => /^AVATAR_/i.test(name) && !isKnown(name));
  const warnings = unknown.filter((name) => !otherNames.includes(name)).map(unknownName);
  return { texts: { ...ofFile, ...Object.fromEntries(ofEnvironment) }, warnings };
}

function tidy(variables: Readonly<Record<string, string | undefined>>): Texts {
  const entries = Object.entries(variables).flatMap(([name, value]) => {
    const trimmed = value?.trim();
    return value && trimmed ? [[name, verbatimVariables.includes(name) ? value : trimmed]] : [];
  });
  return Object.fromEntries(entries);
}

const isKnown = (name: string) => environmentVariables.includes(name);

function unknownName(name: string): string {
  const meant = nearestName(name, environmentVariables);
  return `${name} is no setting of AVATAR${meant === null ? "." : `: is ${meant} meant?`}`;
}

/** The messages tell where, not what: the line may hold a password. */
function parseSettings(text: string, path: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (emptyLine.test(line)) continue;
    const where = `${path}, line ${index + 1}`;
    const { name, double, single, back, bare } = settingLine.exec(line)?.groups ?? {};
    if (name === undefined) {
      throw new Error(
        `${where}: not NAME=value. A value that begins with a quote or has a # in it is put into quotes as a whole.`,
      );
    }
    if (!isKnown(name)) throw new Error(`${where}: ${unknownName(name)} See docs/configuration.md.`);
    if (settings.has(name)) throw new Error(`${where}: ${name} is set a second time.`);
    settings.set(name, double ?? single ?? back ?? bare ?? "");
  }
  return settings;
}

/** The file's text; null when it is not there and nobody named it. */
function readText(path: string, isNamed: boolean): string | null {
  const refused = (why: string) =>
    new Error(`${isNamed ? `${settingsFile.variable}: ` : ""}the settings file ${path} ${why}.`);
  let bytes: Buffer;
  try {
    bytes = readStart(path, maxFileBytes + 1);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !isNamed) return null;
    throw refused({ ENOENT: "is not there", EISDIR: "is a folder" }[code ?? ""] ?? `can't be read (${message})`);
  }
  if (bytes.length > maxFileBytes) throw refused("is larger than 1 MiB");
  try {
    // Takes the byte order mark away that editors of other systems begin a file with.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refused("is not UTF-8 text");
  }
}

/** At most `maxBytes` of a file, which may be a pipe. */
function readStart(path: string, maxBytes: number): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(maxBytes);
    let length = 0;
    for (let count = -1; count !== 0; length += count) count = readSync(file, bytes, length, maxBytes - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
