import { readFile, stat } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config";
import { createNvidiaSmi } from "../gpu/nvidia-smi";
import { lanAddresses, localNames } from "../http/addresses";
import { type LanguageModelId, languageModelIds, neededModels } from "../models/choose-models";
import { processModelId, processRoles } from "../models/process-models";
import type { LocalModelStore } from "../models/store";
import type { Check } from "./check";
import { clockFinding, parseSynchronized } from "./checks/clock";
import { databaseFinding, writableFinding } from "./checks/data-folder";
import { defaultVoiceFinding } from "./checks/default-voice";
import { diskFindings, diskSpace } from "./checks/disk";
import { engineFindings, processNames, roleNames } from "./checks/engines";
import { gpuFindings, parseVersions } from "./checks/gpu";
import { machineFindings } from "./checks/machine";
import { microphoneFinding } from "./checks/microphone";
import { missingBytesOf, modelFindings, ownModelFinding, takeInventory } from "./checks/models";
import { nodeFinding } from "./checks/node";
import { mainPortFinding, portState, processPortFinding } from "./checks/ports";
import { commandFinding, ffmpegFinding } from "./checks/programs";
import { pythonFinding } from "./checks/python";
import { runningFinding } from "./checks/running";
import { serverFinding } from "./checks/servers";
import { askRunningAvatar } from "./health-endpoint";
import { runTool } from "./run-tool";

/** Looks at things that answer at once when they are well. */
const quickMs = 10_000;
/** Importing vLLM or PyTorch from a cold disk. */
const importMs = 90_000;
/** Three calls, each within the engines' own limits. */
const serverMs = 90_000;
/** Hashing several GB that were copied here. */
const hashMs = 300_000;
const databaseMs = 120_000;

export interface DoctorContext {
  config: Config;
  store: LocalModelStore;
  /** PATH for the programs that are run. */
  environment: NodeJS.ProcessEnv;
  /** `engines.node` of package.json. */
  requiredNode: string;
}

/** The checks that matter for this configuration, in the order of the report. */
export function doctorChecks({ config, store, environment, requiredNode }: DoctorContext): Check[] {
  const { processes, remote } = config;
  const never = new AbortController().signal;
  const running = once(() => askRunningAvatar(config, never));
  const inventory = once(async () => takeInventory(store, neededModels(config, [await languageModel(config, store)])));

  const always: Check[] = [
    { name: "Node", timeLimitMs: quickMs, run: () => [nodeFinding(process.version, requiredNode)] },
    { name: "Machine", timeLimitMs: quickMs, run: () => machineFindings(thisMachine(), config) },
    { name: "Clock", timeLimitMs: quickMs, run: async (signal) => [await lookAtClock(signal, environment)] },
    { name: "Engines", timeLimitMs: quickMs, run: () => engineFindings(config) },
    {
      name: "GPU",
      timeLimitMs: 2 * quickMs,
      async run(signal) {
        const smi = createNvidiaSmi({ path: environment.PATH });
        const [state, users] = [await smi.state(), await smi.processes()];
        const table = state.kind === "gpus" ? await runTool("nvidia-smi", [], { signal, environment }) : null;
        const versions = parseVersions(table?.kind === "ended" ? table.stdout : "");
        const avatarRuns = (await running()) !== null;
        return gpuFindings({ state, processes: users, ...versions, avatarRuns }, config);
      },
    },
    { name: "Models", timeLimitMs: hashMs, run: async () => modelFindings(await inventory()) },
    {
      name: "Disk",
      timeLimitMs: hashMs,
      async run() {
        const [data, models] = await Promise.all([diskSpace(config.dataDir), diskSpace(config.modelsDir)]);
        return diskFindings(
          { ...data, folder: config.dataDir },
          { ...models, folder: config.modelsDir },
          missingBytesOf(await inventory()),
        );
      },
    },
    {
      name: "Data folder",
      timeLimitMs: databaseMs,
      async run(signal) {
        const folder = await writableFinding(config.dataDir, "Data folder", "AVATAR_DATA_DIR");
        return [folder, await databaseFinding(config.databasePath, { signal, environment })];
      },
    },
    {
      name: "Microphone",
      timeLimitMs: quickMs,
      async run() {
        const certificate = await readFile(join(config.dataDir, "certs", "cert.pem"), "utf8").catch(() => null);
        const addresses = lanAddresses();
        const hosts = [...localNames(), ...addresses, ...config.allowedHosts];
        const here = { addresses, hosts, nowMs: Date.now() };
        return [microphoneFinding(config, certificate, here)];
      },
    },
    { name: "AVATAR", timeLimitMs: quickMs, run: async () => [runningFinding(await running())] },
  ];
  if (config.port !== 0) {
    always.push({
      name: `Port ${config.port}`,
      timeLimitMs: quickMs,
      run: async () => [
        mainPortFinding(config.port, config.host, await portState(config.port, config.host), await running()),
      ],
    });
  }

  const ofRoles = processRoles.flatMap((role): Check[] => {
    const server = remote[role];
    if (server) {
      const run = async (signal: AbortSignal) => [await serverFinding(role, server, signal)];
      return [{ name: roleNames[role], timeLimitMs: serverMs, run }];
    }
    const own = processes[role];
    if (!own) return [];
    const { command, python, port, model } = own;
    const checks: Check[] = [
      command
        ? { name: roleNames[role], timeLimitMs: quickMs, run: () => [commandFinding(role, command, environment)] }
        : {
            name: `Python of ${processNames[role]}`,
            timeLimitMs: importMs,
            run: async (signal) => [await pythonFinding(role, python, { signal, environment })],
          },
    ];
    if (model !== null && processModelId(role, own) === null) {
      checks.push({ name: "Model", timeLimitMs: quickMs, run: async () => [await ownModelFinding(role, model)] });
    }
    if (port !== 0) {
      const place = { port, process: processNames[role], variable: `AVATAR_${role.toUpperCase()}_PORT` };
      checks.push({
        name: `Port ${port}`,
        timeLimitMs: quickMs,
        run: async () => [processPortFinding(place, await portState(port, "127.0.0.1"), await running())],
      });
    }
    return checks;
  });
  const ffmpeg: Check = {
    name: "ffmpeg",
    timeLimitMs: quickMs,
    run: async (signal) => [await ffmpegFinding({ signal, environment })],
  };
  const voice: Check = {
    name: "Default voice",
    timeLimitMs: quickMs,
    run: async () => [await defaultVoiceFinding(config.ttsVoice)],
  };
  return [...always, ...ofRoles, ...(processes.tts && !processes.tts.command ? [ffmpeg, voice] : [])];
}

/** With `auto` the better one where it is here: whether it can be had is found out by fetching it only. */
async function languageModel({ embeddedLlm }: Config, store: LocalModelStore): Promise<LanguageModelId> {
  if (embeddedLlm !== "auto") return embeddedLlm;
  const [better, trial] = languageModelIds;
  return (await store.state(better)) === "installed" ? better : trial;
}

function thisMachine() {
  // In a container the limit is less than what is built in; unlimited is a number beyond any machine.
  const limitBytes = process.constrainedMemory();
  const memoryBytes = limitBytes > 0 ? Math.min(limitBytes, totalmem()) : totalmem();
  return { cores: availableParallelism(), memoryGiB: memoryBytes / 2 ** 30 };
}

async function lookAtClock(signal: AbortSignal, environment: NodeJS.ProcessEnv) {
  const tool = ["show", "-p", "NTPSynchronized", "--value"];
  const run = await runTool("timedatectl", tool, { signal, environment }).catch(() => null);
  const synchronized = run?.kind === "ended" && run.code === 0 ? parseSynchronized(run.stdout) : null;
  const { mtimeMs } = await stat(fileURLToPath(import.meta.url));
  return clockFinding(Date.now(), mtimeMs, synchronized);
}

function once<T>(look: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= look();
    return answer;
  };
}
