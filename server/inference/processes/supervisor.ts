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

/** In the environment of a process that ran out of memory before, for programs that have no option for it. */
const smallerVariable = "AVATAR_PROCESS_SMALLER";

export interface SupervisedProcess {
  /** Short and fit for a file name. */
  name: string;
  /** 0: a free one. */
  port: number;
  /** What must be there before its first start. */
  prepare: (signal: AbortSignal) => Promise<void>;
  command: (port: number, smaller: boolean) => ProgramCommand;
  /** Until it must be healthy, ms. */
  startTimeoutMs: number;
  /** The card it runs on, by any name; null: the CPU. */
  card: string | null;
  /** It starts before all others on its card. */
  primary: boolean;
}

export interface SupervisorOptions {
  /** Locked by us. */
  dataDir: string;
  /** Where the processes run. */
  directory: string;
  logger: Logger;
  policy?: Partial<Omit<MachinePolicy, "startTimeoutMs">>;
  health?: HealthPolicy;
  /** The calls to the server at a URL. Default: nothing is known of them, and it is probed whatever it does. */
  calls?: (url: string) => ServedCalls;
}

export interface Supervisor {
  /** In the order given; each is started by its first `ensureReady`. */
  readonly processes: readonly RunningServerProcess[];
  /** Ends all of them, and what they started outside of their groups; resolves when they are gone. */
  close(): Promise<void>;
}

/**
 * 3 s to end, twice with force: the shutdown's deadline of 15 s also holds 8 s for people's turns. A hung process is
 * found after three probes of at most 5 s.
 */
const defaultPolicy: Omit<MachinePolicy, "startTimeoutMs"> = {
  restart: defaultRestartPolicy,
  stopGraceMs: 3_000,
  maxMisses: 3,
};
/** At the end, for what left the group of its process: it is nobody's work, and the shutdown's deadline is near. */
const strayGraceMs = 500;
const unknownCalls: ServedCalls = {
  counts: () => ({ inFlight: 0, answers: 0, silences: 0 }),
  tryProbe: (probe) => probe(new AbortController().signal),
};
const defaultHealth: HealthPolicy = { loadingIntervalMs: 500, readyIntervalMs: 2_000, timeoutMs: 3_000 };

/** Ends what an earlier AVATAR left running, then builds the processes, each with its port; none is started. */
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
            // Without its model it will not start for a while: the others need not wait for it.
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
  // However AVATAR ends, short of kill -9: nothing of it runs on.
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
