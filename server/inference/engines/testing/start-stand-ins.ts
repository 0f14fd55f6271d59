import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ModelRole } from "../../../../lib/models";
import type { ReceivedCall, StandInBehaviour } from "./stand-ins/behaviour";

export type { Fault, ReceivedCall, StandInBehaviour } from "./stand-ins/behaviour";

/** One stand-in model server in its own process. */
export interface StandIn {
  /** OpenAI-compatible base URL, ends in /v1: fits AVATAR_STT_URL and its like. */
  readonly url: string;
  /** Changes how it answers from the next call on. */
  configure(behaviour: Partial<StandInBehaviour>): Promise<void>;
  calls(): Promise<ReceivedCall[]>;
  /** Resolves when so many calls have been received, or have ended, since the start or the last `forgetCalls`. */
  waitForCalls(count: number, state?: "received" | "ended"): Promise<ReceivedCall[]>;
  forgetCalls(): Promise<void>;
  /** The recordings of which our worker's stand-in keeps a prepared voice. */
  references(): Promise<string[]>;
  /** SIGSTOP: it accepts connections and answers nothing until `resume`. */
  pause(): void;
  resume(): void;
  /** kill -9; the port then refuses connections. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with default behaviour, after `kill`. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const entry = fileURLToPath(new URL("./stand-ins/main.ts", import.meta.url));
const tsxLoader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Starts one stand-in. Rejects when its process ends before it listens. */
export async function startStandIn(role: ModelRole, behaviour: Partial<StandInBehaviour> = {}): Promise<StandIn> {
  let child: ChildProcess | null = null;
  let port = 0;

  async function launch(): Promise<void> {
    const started = fork(entry, ["--role", role, "--port", String(port)], {
      execArgv: ["--import", tsxLoader],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child = started;
    const failed = once(started, "exit").then(([code]) => {
      throw new Error(`The ${role} stand-in ended with ${code} before it listened.`);
    });
    const [message] = (await Promise.race([once(started, "message"), failed])) as [{ port: number }];
    port = message.port;
  }

  async function kill(): Promise<void> {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, "exit");
    running.kill("SIGKILL");
    await exited;
  }

  const control = async (method: string, path = "", body?: unknown): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/control${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return response.json();
  };

  await launch();
  await control("PATCH", "", behaviour);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    configure: async (changes) => void (await control("PATCH", "", changes)),
    calls: async () => (await control("GET", "/calls")) as ReceivedCall[],
    waitForCalls: async (count, state = "received") =>
      (await control("GET", `/calls?count=${count}&state=${state}`)) as ReceivedCall[],
    forgetCalls: async () => void (await control("DELETE", "/calls")),
    references: async () => (await control("GET", "/references")) as string[],
    pause: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
    kill,
    restart: launch,
    close: kill,
  };
}

export type StandIns = Record<ModelRole, StandIn> & { close(): Promise<void> };

/**
 * Starts the three stand-ins at once, each a process of its own speaking the real protocol on 127.0.0.1.
 * Latencies are 0 unless given: `startStandIns({ llm: { firstLatencyMs: 60, stepLatencyMs: 4 } })`.
 */
export async function startStandIns(
  behaviours: Partial<Record<ModelRole, Partial<StandInBehaviour>>> = {},
): Promise<StandIns> {
  const [stt, llm, tts] = await Promise.all([
    startStandIn("stt", behaviours.stt),
    startStandIn("llm", behaviours.llm),
    startStandIn("tts", behaviours.tts),
  ]);
  return {
    stt,
    llm,
    tts,
    close: async () => void (await Promise.all([stt.close(), llm.close(), tts.close()])),
  };
}
