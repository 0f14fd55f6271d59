import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { signalGroup } from "../../platform/child-process/process-group";

/** pip or uv ended with an error; the message has its own last words and what to do. */
export class PackageProgramError extends Error {
  override readonly name = "PackageProgramError";
}

export interface PackageProgramOptions {
  directory: string;
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Each line that it prints, as it comes. */
  onLine?: (line: string) => void;
}

/** After SIGTERM it has this long, ms. */
const graceMs = 5_000;
const keptLines = 100;
/** Lines that may say why it failed; pip explains an index that refuses only when it is verbose. */
const telling = /error|could not fetch|retrying|do not match|no space|^\s*[×╰]|caused? ?by|cause:/i;

/**
 * Runs pip, uv or Python's venv to its end. Rejects with a PackageProgramError when it fails, or with the signal's
 * reason once it has ended after the signal.
 */
export function runPackageProgram(
  program: string,
  args: readonly string[],
  { directory, environment, signal, onLine }: PackageProgramOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(program, [...args], {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: what pip has begun, such as a build, must end with it.
      detached: true,
    });
    const signalAll = (name: NodeJS.Signals) => child.pid !== undefined && signalGroup(child.pid, name);
    const said: string[] = [];
    let last = "";
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        onLine?.(line);
        if (!telling.test(line)) last = withoutCredentials(line);
        else if (said.length < keptLines) said.push(withoutCredentials(line));
      });
    }
    let killing: NodeJS.Timeout | undefined;
    const stop = () => {
      signalAll("SIGTERM");
      killing = setTimeout(() => signalAll("SIGKILL"), graceMs);
    };
    signal.addEventListener("abort", stop, { once: true });
    const settle = (error: unknown) => {
      clearTimeout(killing);
      signal.removeEventListener("abort", stop);
      if (signal.aborted) reject(signal.reason);
      else if (error) reject(error);
      else resolve();
    };
    child.once("error", (error) => settle(new PackageProgramError(`${program} can't be run: ${error.message}`)));
    child.once("close", (code, endedBy) => {
      settle(code === 0 ? null : new PackageProgramError(explainFailure([...said, last], endedBy ?? `code ${code}`)));
    });
  });
}

const withoutCredentials = (line: string) => line.replace(/\/\/[^/@\s]+@/g, "//***@");

/** What people can do about the failures that really happen, found in the words of pip and uv. */
const advices: readonly [pattern: RegExp, advice: string][] = [
  [
    /do not match the hashes|hash mismatch/i,
    "The package index delivers another file than the one that was tested with AVATAR. Ask whoever runs the index, or choose another one in the configuration of pip or uv.",
  ],
  [/no space left|disk quota exceeded/i, "Make room on that disk, or choose another one with AVATAR_MODELS_DIR."],
  [
    /\b40[137] (client error|unauthorized|forbidden|proxy)|unauthorized|forbidden|authentication/i,
    "The package index or proxy refuses: look at the credentials in the configuration of pip (pip config list) or uv.",
  ],
  [
    /connection|timed out|timeout|max retries|name or service not known|resolv|network|dns|ssl|certificate|proxy/i,
    "The package index can't be reached: look at the index, proxy and certificates in the configuration of pip (pip config list) or uv. What has come is kept: run it again to go on.",
  ],
  [
    /no matching distribution|could not find a version|not found in the package registry|no solution found|no version of/i,
    "The package index lacks this file: look at the index in the configuration of pip (pip config list) or uv.",
  ],
];

/** Its errors, or its last line when it marks none, with an advice where one is known. */
export function explainFailure(lines: readonly string[], end: string): string {
  const refused = lines.find((line) => /could not fetch/i.test(line));
  const errors = lines.filter((line) => /^\s*(error|[×╰]|caused? ?by|cause:)/i.test(line));
  const last = lines.findLast((line) => line.trim() !== "") ?? `it ended with ${end}`;
  const words = [...(refused ? [refused] : []), ...(errors.length > 0 ? errors.slice(0, 3) : [last])];
  const text = lines.join("\n");
  const advice = advices.find(([pattern]) => pattern.test(text))?.[1];
  return [...new Set(words.map((line) => line.trim().slice(0, 400))), ...(advice ? [advice] : [])].join("\n");
}
