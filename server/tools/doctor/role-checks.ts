import type { ModelRole } from "../../../lib/models";
import { serverModelId } from "../../inference/models/server-models";
import { cardEnvironment } from "../../inference/processes/card-environment";
import { ownerVariable } from "../../platform/child-process/orphans";
import { portState } from "../../platform/child-process/port";
import { hasEnvironment, listProc } from "../../platform/child-process/proc";
import type { Check, Finding } from "./check";
import { defaultVoiceFinding } from "./checks/default-voice";
import { processNames, roleNames } from "./checks/engines";
import { ownModelFinding } from "./checks/models";
import { processPortFinding } from "./checks/ports";
import { commandFinding, ffmpegFinding } from "./checks/programs";
import { pythonFinding } from "./checks/python";
import { serverInUseFinding, triedServerFinding } from "./checks/servers";
import type { DoctorContext, SharedFacts } from "./context";
import { timeLimitsMs } from "./time-limits";

/** The checks for one model: of its remote server or of its process here; none for an embedded model. */
export function roleChecks(role: ModelRole, { config, environment }: DoctorContext, facts: SharedFacts): Check[] {
  const serving = config.serving[role];
  if (serving.kind === "embedded") return [];
  if (serving.kind === "remote") {
    const run = async (signal: AbortSignal) => [
      serverInUseFinding(role, serving, await facts.answering()) ?? (await triedServerFinding(role, serving, signal)),
    ];
    return [{ name: roleNames[role], timeLimitMs: timeLimitsMs.server, run }];
  }
  const { command, python, port, model } = serving;
  const process = processNames[role];

  async function checkPort(): Promise<Finding[]> {
    const place = { port, process, variable: `AVATAR_${role.toUpperCase()}_PORT` };
    const [state, isAvatarRunning] = [await portState(port, "127.0.0.1"), await facts.isAvatarRunning()];
    return [processPortFinding(place, state, { isAvatarRunning, leftovers: hasLeftovers(config.dataDir) })];
  }

  const program: Check = command
    ? { name: process, timeLimitMs: timeLimitsMs.quick, run: () => [commandFinding(role, command, environment)] }
    : {
        name: `Python of ${process}`,
        timeLimitMs: timeLimitsMs.import,
        run: async (signal) => {
          const workerEnvironment = { ...environment, ...cardEnvironment(role, config.gpu) };
          return [await pythonFinding(role, python, { signal, environment: workerEnvironment })];
        },
      };
  const quick = (name: string, find: (signal: AbortSignal) => Promise<Finding>): Check => {
    return { name, timeLimitMs: timeLimitsMs.quick, run: async (signal) => [await find(signal)] };
  };
  const isOwnModel = model !== null && serverModelId(role, serving) === null;
  return [
    program,
    ...(isOwnModel ? [quick(`AVATAR_${role.toUpperCase()}_MODEL`, () => ownModelFinding(role, model))] : []),
    ...(port === 0 ? [] : [{ name: `Port ${port}`, timeLimitMs: timeLimitsMs.quick, run: checkPort }]),
    ...(role === "tts" && !command
      ? [
          quick("ffmpeg", (signal) => ffmpegFinding({ signal, environment })),
          quick("Default voice", async () => defaultVoiceFinding(config.ttsVoice)),
        ]
      : []),
  ];
}

/** True when model processes of this data folder run. Without a running AVATAR, a killed one has left them behind. */
function hasLeftovers(dataDir: string): boolean {
  return listProc().some(({ pid, isZombie }) => !isZombie && hasEnvironment(pid, ownerVariable, dataDir));
}
