import { once } from "node:events";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type RunningServer, startRunningServer } from "../../server/testing/running-server";
import { oneForAll } from "./one-person";

/** What happened in the server's main thread since the report before. */
export interface ProbeReports {
  /** CPU time of the voice detector's model, ms, measured around its call in the main thread for one frame in 32. */
  detector: { detector: { frames: number; cpuMs: number } };
  /** How late a timer of 10 ms was (perf_hooks' monitorEventLoopDelay, less the 10 ms). */
  "event-loop": { eventLoopLag: { samples: number; medianMs: number; p99Ms: number; maxMs: number } };
}

export interface ProbedServer<Probe extends keyof ProbeReports> extends RunningServer {
  report(): Promise<ProbeReports[Probe]>;
}

/** The built server as `startRunningServer` starts it, with bench/lib/server-probe.mjs loaded into it. */
export async function startProbedServer<Probe extends keyof ProbeReports>(
  probe: Probe,
  environment: Record<string, string> = {},
): Promise<ProbedServer<Probe>> {
  const socketPath = join(tmpdir(), `avatar-probe-${process.pid}.sock`);
  const server = await startRunningServer({
    ...oneForAll,
    ...environment,
    NODE_OPTIONS: `--import ${new URL("./server-probe.mjs", import.meta.url)}`,
    BENCH_PROBE_SOCKET: socketPath,
    BENCH_PROBE: probe,
  });
  return {
    ...server,
    async report() {
      const socket = createConnection(socketPath);
      await once(socket, "connect");
      return JSON.parse(await text(socket)) as ProbeReports[Probe];
    },
  };
}
