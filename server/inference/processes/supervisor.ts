import type { ProgramCommand } from "../../platform/child-process/child";
import { createProcessRecords, ownerVariable } from "../../platform/child-process/orphans";
import { freePort } from "../../platform/child-process/port";
import { defaultRestartPolicy } from "../../platform/child-process/restart-delay";
import type { Logger } from "../../platform/observability/logger";
import type { ServedCalls } from "./contract";
import { createGpuStartGate } from "./gpu-start-gate";
import type { HealthPolicy } from "./health-watch";
import type { MachinePolicy } from "./process-state";
import { createServerProcess, type RunningServerProcess } from "./server-process";

/** Set in the environment of a smaller start: our recipes use options instead, a custom command may read this. */
const smallerVariable = "AVATAR_PROCESS_SMALLER";

export interface SupervisedProcess {
  /** Short and fit for a file name. */
  name: string;
  /** 0: any free port. */
  port: number;
  /** Makes available what its first start needs. */
  prepare: (signal: AbortSignal) => Promise<void>;
  command: (port: number, smaller: boolean) => ProgramCommand;
  /** It must be healthy within this time, ms. */
  startTimeoutMs: number;
  /** The card that it runs on; any text, the same for all processes of a card. Null: it runs on the CPU. */
  card: string | null;
  /** Starts before all other processes of its card. */
  primary: boolean;
}

export interface SupervisorOptions {
  /** Must be locked by us. */
  dataDir: string;
  /** The working directory of the processes. */
  directory: string;
  logger: Logger;
  policy?: Partial<Omit<MachinePolicy, "startTimeoutMs">>;
  health?: HealthPolicy;
  /** The calls to the server at a URL. Default: calls are not known, so the server is probed while it works on some. */
  calls?: (url: string) => ServedCalls;
}

export interface Supervisor {
  /** In the order given; each is started by its first `ensureReady`. */
  readonly processes: readonly RunningServerProcess[];
  /** Ends all of them, and processes that left their groups; resolves when they are gone. */
  close(): Promise<void>;
}

/**
 * A process gets 3 s to end after SIGTERM and 3 s after SIGKILL: the shutdown has 15 s, of which people's turns may
 * take 8 s.
 */
export const stopGraceMs = 3_000;

/** A hung process is found after three missed probes, each 5 s at most. */
const defaultPolicy: Omit<MachinePolicy, "startTimeoutMs"> = {
  restart: defaultRestartPolicy,
  stopGraceMs,
  maxMisses: 3,
};
/** At shutdown, for processes that left their group: they do no work for us, and the shutdown's deadline is near. */
const strayGraceMs = 500;
const unknownCalls: ServedCalls = {
  counts: () => ({ inFlight: 0, answers: 0, cutOff: 0 }),
  tryProbe: (probe) => probe(new AbortController().signal),
};
const defaultHealth: HealthPolicy = { loadingIntervalMs: 500, readyIntervalMs: 2_000, timeoutMs: 3_000 };

/** Ends what an earlier AVATAR left running, then builds the processes, each with its port, without starting any. */
export async function createSupervisor(
  wanted: readonly SupervisedProcess[],
  options: SupervisorOptions,
): Promise<Supervisor> {
  const { dataDir, directory, logger } = options;
  const policy = { ...defaultPolicy, ...options.policy };
  const records = createProcessRecords(dataDir, logger);
  await records.endOrphans(policy.stopGraceMs);

  const primaryOn = (card: string) => wanted.find((each) => each.card === card && each.primary)?.name ?? null;
  const cards = new Set(wanted.flatMap(({ card }) => card ?? []));
  const gates = new Map([...cards].map((card) => [card, createGpuStartGate(primaryOn(card))]));

  const processes = await Promise.all(
    wanted.map(async (each) => {
      const port = each.port === 0 ? await freePort() : each.port;
      const gate = gates.get(each.card ?? "") ?? null;
      const running = createServerProcess({
        name: each.name,
        port,
        async prepare(signal) {
          try {
            await each.prepare(signal);
          } catch (error) {
            // Without its model the primary process will not start for a while, so the others need not wait for it.
            if (each.primary) gate?.primaryReady(true);
            throw error;
          }
        },
        command(smaller) {
          const { environment, ...command } = each.command(port, smaller);
          const marks = { [ownerVariable]: dataDir, ...(smaller && { [smallerVariable]: "1" }) };
          return { ...command, environment: { ...environment, ...marks } };
        },
        directory,
        dataDir,
        policy: { ...policy, startTimeoutMs: each.startTimeoutMs },
        health: options.health ?? defaultHealth,
        calls: options.calls?.(`http://127.0.0.1:${port}`) ?? unknownCalls,
        gate,
        records,
        logger,
      });
      if (each.primary) {
        running.onStatus(({ state, circuitOpen }) => gate?.primaryReady(state === "ready" || circuitOpen));
      }
      return running;
    }),
  );
  // When AVATAR exits without `close`, as after a second Ctrl-C, its processes must not run on.
  const killAll = () => {
    for (const each of processes) each.killNow();
  };
  process.on("exit", killAll);
  return {
    processes,
    async close() {
      await Promise.all(processes.map((each) => each.close()));
      await records.endOrphans(strayGraceMs);
      process.off("exit", killAll);
    },
  };
}
