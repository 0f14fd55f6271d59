import type { ModelRole } from "../../../lib/models";
import type { DriverReading } from "../../inference/driver-reading";
import { environmentOf } from "../../inference/environments/environment-folder";
import { readLock } from "../../inference/environments/lock-file";
import { workerBuilds, workerOfRole } from "../../inference/environments/worker-builds";
import { readDriver } from "../../inference/gpu/driver";
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
import { commandFinding, ffmpegFindings } from "./checks/programs";
import { pythonFinding } from "./checks/python";
import { serverInUseFinding, triedServerFinding } from "./checks/servers";
import type { DoctorContext, SharedFacts } from "./context";
import { timeLimitsMs } from "./time-limits";

/** The checks for one model: of its remote server or of its process here; none for an embedded model. */
export function roleChecks(role: ModelRole, context: DoctorContext, facts: SharedFacts): Check[] {
  const { config, environment } = context;
  const serving = config.serving[role];
  // An environment that is installed but not used is looked at, too: it may be wanted next.
  const unused = () => (environmentOf(config.modelsDir, workerOfRole[role]) ? [pythonCheck(role, null, context)] : []);
  if (serving.kind === "embedded") return unused();
  if (serving.kind === "remote") {
    const run = async (signal: AbortSignal) => [
      serverInUseFinding(role, serving, await facts.answering()) ?? (await triedServerFinding(role, serving, signal)),
    ];
    return [{ name: roleNames[role], timeLimitMs: timeLimitsMs.server, run }, ...unused()];
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
    : pythonCheck(role, python, context);
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
          {
            name: "ffmpeg",
            timeLimitMs: timeLimitsMs.quick,
            run: (signal: AbortSignal) => ffmpegFindings({ signal, environment }),
          },
          quick("Default voice", async () => defaultVoiceFinding(config)),
        ]
      : []),
  ];
}

/** `configured`: AVATAR_*_PYTHON. */
function pythonCheck(
  role: ModelRole,
  configured: string | null,
  { config, environment, program: { projectRoot } }: DoctorContext,
): Check {
  const worker = workerOfRole[role];
  return {
    name: `Python of ${processNames[role]}`,
    timeLimitMs: timeLimitsMs.import,
    async run(signal) {
      const installed = environmentOf(config.modelsDir, worker);
      const revisions = workerBuilds[worker].map(({ lock }) => readLock(projectRoot, lock).revision);
      const card = role === "llm" ? config.gpu.llmGpu : config.gpu.ttsGpu;
      const driver: DriverReading =
        role === "stt" ? { kind: "none", reason: "not needed" } : await readDriver(card, { signal, environment });
      const workerEnvironment = { ...environment, ...cardEnvironment(role, config.gpu) };
      const python = { role, configured, installed, revisions };
      return [await pythonFinding(python, { signal, environment: workerEnvironment, driver })];
    },
  };
}

/** True when model processes of this data folder run. Without a running AVATAR, a killed one has left them behind. */
function hasLeftovers(dataDir: string): boolean {
  return listProc().some(({ pid, isZombie }) => !isZombie && hasEnvironment(pid, ownerVariable, dataDir));
}
