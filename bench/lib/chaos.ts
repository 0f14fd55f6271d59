import { setTimeout as sleep } from "node:timers/promises";
import type { ModelRole } from "../../lib/models";
import type { Fault } from "../../server/inference/engines/testing/stand-ins/behaviour";
import { descendantsOf } from "./process-tree";
import { pick } from "./random";

export interface ChaosTarget {
  role: ModelRole;
  port: number;
}

/** What can happen to a model; one is picked at a time, so faults are three times as likely as the others. */
const mishaps = ["crash", "freeze", "fault", "fault", "fault", "slow", "out_of_memory"] as const;
const outOfMemory = {
  error: { message: "CUDA out of memory. Tried to allocate 512.00 MiB", type: "InternalServerError", code: 500 },
};
const faults: readonly [Fault, ...Fault[]] = [
  { kind: "status", status: 500 },
  { kind: "status", status: 503 },
  { kind: "status", status: 429 },
  { kind: "html" },
  { kind: "cut", afterChunks: 1 },
  { kind: "stream_error", afterChunks: 2 },
  { kind: "empty" },
  { kind: "hang", afterChunks: 1 },
];

/**
 * Breaks the stand-in model servers below `serverPid` at random until the signal. Returns how often each mishap
 * happened.
 */
export async function spreadChaos(
  serverPid: number,
  targets: readonly [ChaosTarget, ...ChaosTarget[]],
  random: () => number,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const happened = new Map<string, number>();
  while (!signal.aborted) {
    await sleep(1_500 + random() * 3_000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const { role, port } = pick(random, targets);
    const mishap = pick(random, mishaps);
    const pid = descendantsOf(serverPid).find(({ command }) => command.includes(`--role ${role}`))?.pid;
    if (pid === undefined) continue;
    happened.set(`${role} ${mishap}`, (happened.get(`${role} ${mishap}`) ?? 0) + 1);
    if (mishap === "crash") process.kill(pid, "SIGKILL");
    if (mishap === "freeze") process.kill(pid, "SIGSTOP");
    if (mishap === "fault") await control(port, { faults: [pick(random, faults)] });
    if (mishap === "slow") {
      await control(port, { firstLatencyMs: 1_000 + random() * 2_000 });
      await sleep(2_000);
      await control(port, { firstLatencyMs: 20 });
    }
    if (mishap === "out_of_memory") {
      await control(port, { faults: [{ kind: "status", status: 500, body: outOfMemory }] });
    }
  }
  return happened;
}

/** Nothing happens to a stand-in that is down at this moment. */
async function control(port: number, behaviour: unknown): Promise<void> {
  await fetch(`http://127.0.0.1:${port}/control`, {
    method: "PATCH",
    body: JSON.stringify(behaviour),
    signal: AbortSignal.timeout(1_000),
  }).catch(() => undefined);
}
