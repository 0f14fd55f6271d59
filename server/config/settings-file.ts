import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { ExplainedError, explained, type Sentence, sentence } from "../platform/words/sentence";
import { nearestName } from "./nearest-name";
import { environmentVariables, verbatimVariables } from "./variables";

/** The name of the settings file in the project's root, and the variable that names another file. */
const settingsFile = { name: "avatar.env", variable: "AVATAR_CONFIG" } as const;
/** A larger file is not a settings file, which has a few kilobytes. */
const maxFileBytes = 2 ** 20;

/** The variables that are set, with their unparsed values. */
export type Texts = Readonly<Record<string, string>>;

/** AVATAR_ variables that are not settings: for tests and benchmarks, and those that model processes are given. */
const otherVariables: string[] = [
  settingsFile.variable,
  "AVATAR_CHROMIUM",
  "AVATAR_BENCH_AUDIO",
  "AVATAR_PROCESS",
  "AVATAR_PROCESS_SMALLER",
];

/** A line to skip: blank, or a comment. */
const emptyLine = /^\s*(#.*)?$/;
/** A name; a value in quotes, without escapes, or one without # and without a quote at its beginning; a comment. */
const settingLine =
  /^\s*(?:export\s+)?(?<name>[A-Za-z_]\w*)\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|`(?<back>[^`]*)`|(?<bare>[^"'`#\s](?:[^#]*[^#\s])?))?(?:\s+#.*|\s*)$/;

/**
 * Reads the variables of the settings file (`NAME=value` lines, `#` comments), overridden by those of the environment.
 * Blank values count as unset. The file is `avatar.env` in the project's root, or the one that AVATAR_CONFIG names.
 * Throws an ExplainedError that names an unreadable file or an invalid line. An unknown name in the environment is only a
 * warning, because other programs share the environment. The parser is our own because `dotenv` skips lines that it
 * can't read and lets the last of two settings win; here a mistake in the file stops the start with its line.
 */
export function readSettingTexts(
  environment: Readonly<Record<string, string | undefined>>,
  projectRoot: string,
): { texts: Texts; warnings: Sentence[] } {
  const variables = trimValues(environment);
  const customPath = variables[settingsFile.variable];
  const path = resolve(projectRoot, customPath ?? settingsFile.name);
  const text = readText(path, customPath !== undefined);
  const fromFile = text === null ? {} : trimValues(Object.fromEntries(parseSettings(text, path)));
  const fromEnvironment = Object.entries(variables).filter(([name]) => isKnown(name));
  const unknown = Object.keys(variables).filter((name) => /^AVATAR_/i.test(name) && !isKnown(name));
  const warnings = unknown.filter((name) => !otherVariables.includes(name)).map(unknownNameMessage);
  return { texts: { ...fromFile, ...Object.fromEntries(fromEnvironment) }, warnings };
}

function trimValues(variables: Readonly<Record<string, string | undefined>>): Texts {
  const entries = Object.entries(variables).flatMap(([name, value]) => {
    const trimmed = value?.trim();
    return value && trimmed ? [[name, verbatimVariables.includes(name) ? value : trimmed]] : [];
  });
  return Object.fromEntries(entries);
}

const isKnown = (name: string) => environmentVariables.includes(name);

function unknownNameMessage(name: string): Sentence {
  const meant = nearestName(name, environmentVariables);
  if (meant === null) return sentence("{name} is no setting of AVATAR.", { name });
  return sentence("{name} is no setting of AVATAR: is {meant} meant?", { name, meant });
}

/** Parses the lines of the file. Errors name the line's number, not its text, which may hold a password. */
function parseSettings(text: string, path: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (emptyLine.test(line)) continue;
    const lineError = (problem: Sentence) =>
      explained("{path}, line {line}: {problem}", { path, line: index + 1, problem });
    const { name, double, single, back, bare } = settingLine.exec(line)?.groups ?? {};
    if (name === undefined) {
      throw lineError(
        sentence("not NAME=value. A value that begins with a quote or has a # in it is put into quotes as a whole."),
      );
    }
    if (!isKnown(name)) {
      const problem = unknownNameMessage(name);
      throw lineError(sentence("{problem} See docs/configuration.md.", { problem }));
    }
    if (settings.has(name)) throw lineError(sentence("{name} is set a second time.", { name }));
    settings.set(name, double ?? single ?? back ?? bare ?? "");
  }
  return settings;
}

/** The file's text; null when the default file does not exist. */
function readText(path: string, isNamed: boolean): string | null {
  const fileError = (problem: Sentence) => {
    const { variable: name } = settingsFile;
    return new ExplainedError([isNamed ? sentence("{name}: {problem}", { name, problem }) : problem]);
  };
  let bytes: Buffer;
  try {
    bytes = readAtMost(path, maxFileBytes + 1);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !isNamed) return null;
    if (code === "ENOENT") throw fileError(sentence("the settings file {path} is not there.", { path }));
    if (code === "EISDIR") throw fileError(sentence("the settings file {path} is a folder.", { path }));
    throw fileError(sentence("the settings file {path} can't be read ({message}).", { path, message }));
  }
  if (bytes.length > maxFileBytes)
    throw fileError(sentence("the settings file {path} is larger than 1 MiB.", { path }));
  try {
    // TextDecoder also removes the byte order mark that some editors write.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw fileError(sentence("the settings file {path} is not UTF-8 text.", { path }));
  }
}

/** Reads at most `maxBytes` of a file, which may be a pipe. */
function readAtMost(path: string, maxBytes: number): Buffer {
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
