import { fork } from "node:child_process";
import { once, setMaxListeners } from "node:events";
import http from "node:http";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export type Load =
  /** `clients` clients; each sends its next request when it has its response. */
  | { kind: "closed loop"; path: string; clients: number }
  /** `connections` connections; each sends `ahead` requests at once, reads nothing, and is opened anew after 5 s. */
  | { kind: "pipelined"; path: string; connections: number; ahead: number };

export interface LoadedServer {
  url: string;
  authorization: string;
}

/** How many answers there were by status, or connections opened. */
export type LoadAnswers = Map<number | string, number>;

/** A connection that reads nothing can't notice that the server closed it, so it is replaced after this time. */
const pipelinedForMs = 5_000;
const self = fileURLToPath(import.meta.url);

/**
 * Loads a server from a separate process until the signal, so that the load shares no event loop with the benchmark's
 * speakers. Resolves with the counts of what happened.
 */
export async function loadFromProcess(server: LoadedServer, load: Load, signal: AbortSignal): Promise<LoadAnswers> {
  const child = fork(self, { execArgv: ["--import", "tsx"], serialization: "advanced" });
  child.send({ server, load });
  signal.addEventListener("abort", () => child.kill(), { once: true });
  return new Promise((resolve, reject) => {
    child.once("message", (answers) => resolve(answers as LoadAnswers));
    child.once("exit", (code) => reject(new Error(`The load's process ended with code ${code}.`)));
  });
}

async function closedLoop({ url, authorization }: LoadedServer, path: string, clients: number, signal: AbortSignal) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const answers: LoadAnswers = new Map();
  const ask = () =>
    new Promise<void>((resolve) => {
      const count = (status: number | string) => answers.set(status, (answers.get(status) ?? 0) + 1);
      http
        .get(new URL(path, url), { agent, headers: { authorization } }, (response) => {
          response.resume().once("close", resolve);
          count(response.statusCode ?? "none");
        })
        .once("error", () => {
          count("error");
          resolve();
        });
    });
  const client = async () => {
    while (!signal.aborted) await ask();
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return answers;
}

async function pipelined({ url }: LoadedServer, load: Load & { kind: "pipelined" }, signal: AbortSignal) {
  const { host, hostname, port } = new URL(url);
  let opened = 0;
  const hold = async () => {
    while (!signal.aborted) {
      opened += 1;
      const socket = net.connect(Number(port), hostname);
      socket.on("error", () => undefined).pause();
      socket.write(`GET ${load.path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(load.ahead));
      await sleep(pipelinedForMs, undefined, { signal }).catch(() => undefined);
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: load.connections }, hold));
  return new Map([["connections", opened]]);
}

if (process.argv[1] === self) {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  process.once("SIGTERM", () => stop.abort());
  const [{ server, load }] = (await once(process, "message")) as [{ server: LoadedServer; load: Load }];
  const answers =
    load.kind === "pipelined"
      ? await pipelined(server, load, stop.signal)
      : await closedLoop(server, load.path, load.clients, stop.signal);
  process.send?.(answers, () => process.disconnect());
}
