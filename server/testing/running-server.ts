import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../platform/child-process/port";

const projectRoot = join(import.meta.dirname, "../..");
const bundle = (name: string) => join(projectRoot, "dist", name);
const run = promisify(execFile);
/**
 * The same flags and variables as in package.json's `start`. Audio makes much short-lived garbage. A small young
 * generation, and large buffers that are returned to the system when freed, keep the process small (bench/memory.ts).
 * With a larger young generation dead buffers live so long that V8 collects the whole heap instead, as it always does
 * with --optimize-for-size (bench/README.md). By default V8 collects a heap of 40 MiB after 3 MiB of growth; here it
 * waits for a growth of 40 %.
 */
const nodeFlags = ["--max-semi-space-size=4", "--heap-growing-percent=40"];
const nodeEnvironment = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "65536", MALLOC_TRIM_THRESHOLD_: "65536" };
/** Loading the embedded models from a busy disk takes this long at most. */
const startTimeoutMs = 180_000;
const stopTimeoutMs = 20_000;

export interface Person {
  username: string;
  password: string;
}

export interface RunningServer {
  pid: number;
  url: string;
  webSocketUrl: string;
  admin: Person;
  /** The data folder that it uses; removed at the end unless the environment named it. */
  dataDir: string;
  /** The standard output so far. */
  stdout(): string;
  /** Resolves with the exit code when the server has ended; null after a signal. */
  exited: Promise<number | null>;
  /** Runs the `avatar` command on this server's data; resolves with its output. */
  avatar(...commandLine: string[]): Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts the built server (`npm run build` first) as users run it: in its own process, on a free port, with an empty
 * data folder. Resolves when the pages are ready and /health reports `ok`. `environment` overrides the defaults; an
 * empty value unsets a variable. `wrapperOf(port)`: the command that runs it, in front of its own words.
 */
export async function startRunningServer(
  environment: Record<string, string> = {},
  wrapperOf: (port: number) => readonly string[] = () => [],
): Promise<RunningServer> {
  const ownDataDir = await mkdtemp(join(tmpdir(), "avatar-server-"));
  const port = await freePort();
  const admin = { username: "admin", password: "a-password-for-tests" };
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...nodeEnvironment,
    NODE_ENV: "production",
    PORT: String(port),
    HOST: "127.0.0.1",
    AVATAR_HTTPS: "0",
    AVATAR_DATA_DIR: ownDataDir,
    AVATAR_ADMIN_USERNAME: admin.username,
    AVATAR_ADMIN_PASSWORD: admin.password,
    AVATAR_LOG_LEVEL: "info",
    ...environment,
  };
  const [program = "", ...words] = [...wrapperOf(port), process.execPath, ...nodeFlags, bundle("main.js")];
  const child = spawn(program, words, {
    cwd: projectRoot,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  const exited = once(child, "close").then(([code]: (number | null)[]) => code ?? null);
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    await stop(child);
    await rm(ownDataDir, { recursive: true, force: true });
  };
  try {
    await pagesReady(child);
    await healthy(url);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    url,
    webSocketUrl: `ws://127.0.0.1:${port}/ws/chat`,
    admin,
    dataDir: env.AVATAR_DATA_DIR || ownDataDir,
    stdout: () => stdout,
    exited,
    async avatar(...commandLine) {
      const { stdout } = await run(process.execPath, [bundle("avatar.js"), ...commandLine], { env });
      return stdout.trim();
    },
    close,
  };
}

/** Resolves at the log line `pages_ready`; rejects with all output when the server ends or takes too long. */
function pagesReady(child: ChildProcess): Promise<void> {
  let output = "";
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.stdout?.off("data", listen);
      child.stderr?.off("data", listen).pipe(process.stderr);
      child.off("exit", ended);
      act();
    };
    const fail = (why: string) => settle(() => reject(new Error(`The server ${why}.\n${output}`)));
    const ended = (code: number | null) => fail(`ended with ${code}`);
    const listen = (chunk: Buffer) => {
      output += String(chunk);
      if (output.includes('"event":"pages_ready"')) settle(resolve);
    };
    const timer = setTimeout(() => fail("did not become ready"), startTimeoutMs);
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", ended);
  });
}

async function healthy(url: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const response = await fetch(`${url}/health`);
    if (response.ok) return;
    if (Date.now() > deadline) throw new Error(`The models did not become ready: ${await response.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
  await exited;
  clearTimeout(timer);
}
