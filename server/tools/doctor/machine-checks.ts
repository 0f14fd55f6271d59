import { readFile } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { parseVersions } from "../../inference/gpu/driver";
import { createNvidiaSmi, pathWithNvidiaSmi } from "../../inference/gpu/nvidia-smi";
import { retiredFolders } from "../../inference/models/retired-models";
import { availableMemoryBytes } from "../../platform/available-memory";
import { portState } from "../../platform/child-process/port";
import { runTool } from "../../platform/child-process/run-tool";
import { certificateFolder } from "../../platform/files/data-folder-layout";
import { readWsl } from "../../platform/wsl";
import { readBackupNeed } from "../../records/data-folder/backup/backup-need";
import { lastBackupS } from "../../records/data-folder/backup/last-backup";
import { lanAddresses } from "../../web/addresses";
import { certificateFile, certificateHosts } from "../../web/certificates/server-certificate";
import type { Check, Finding } from "./check";
import { clockFinding, parseSynchronized } from "./checks/clock";
import { databaseFinding, writableFinding } from "./checks/data-folder";
import { diskFindings, diskSpace } from "./checks/disk";
import { engineFindings } from "./checks/engines";
import { gpuFindings } from "./checks/gpu";
import { languageModelMemoryFindings, machineFindings } from "./checks/machine";
import { microphoneFinding } from "./checks/microphone";
import { missingBytesOf, modelFindings, retiredFindings } from "./checks/models";
import { nodeFinding } from "./checks/node";
import { mainPortFinding } from "./checks/ports";
import { runningFinding } from "./checks/running";
import { backupFindings, quarantineFinding, safetyCopiesFinding } from "./checks/stores";
import { wslFindings } from "./checks/wsl";
import type { DoctorContext, SharedFacts } from "./context";
import { timeLimitsMs } from "./time-limits";

/** The checks for every configuration, in the order of the report. */
export function machineChecks({ config, environment, program }: DoctorContext, facts: SharedFacts): Check[] {
  const check = (name: string, run: Check["run"], timeLimitMs: number = timeLimitsMs.quick): Check => {
    return { name, timeLimitMs, run };
  };

  async function clock(signal: AbortSignal): Promise<Finding[]> {
    const tool = ["show", "-p", "NTPSynchronized", "--value"];
    const run = await runTool("timedatectl", tool, { signal, environment }).catch(() => null);
    const synchronized = run?.kind === "ended" && run.code === 0 ? parseSynchronized(run.stdout) : null;
    return [clockFinding(Date.now(), program.builtMs, synchronized)];
  }

  async function gpu(signal: AbortSignal): Promise<Finding[]> {
    const smi = createNvidiaSmi({ path: environment.PATH });
    const withSmi = { ...environment, PATH: pathWithNvidiaSmi(environment.PATH) };
    const [state, processes] = [await smi.state(), await smi.processes()];
    const table = state.kind === "gpus" ? await runTool("nvidia-smi", [], { signal, environment: withSmi }) : null;
    const versions = parseVersions(table?.kind === "ended" ? table.stdout : "");
    return gpuFindings({ state, processes, ...versions, isAvatarRunning: await facts.isAvatarRunning() }, config);
  }

  async function disk(): Promise<Finding[]> {
    const [data, models] = await Promise.all([diskSpace(config.dataDir), diskSpace(config.modelsDir)]);
    const missingBytes = missingBytesOf(await facts.inventory());
    return diskFindings({ ...data, folder: config.dataDir }, { ...models, folder: config.modelsDir }, missingBytes);
  }

  async function dataFolder(signal: AbortSignal): Promise<Finding[]> {
    const folder = await writableFinding(config.dataDir, "Data folder", "AVATAR_DATA_DIR");
    return [folder, await databaseFinding(config.databasePath, { signal, environment })];
  }

  async function models(): Promise<Finding[]> {
    const inventory = await facts.inventory();
    // A store that is complete already may be read-only.
    const isComplete = missingBytesOf(inventory) === 0;
    const folder = isComplete ? [] : [await writableFinding(config.modelsDir, "Models' folder", "AVATAR_MODELS_DIR")];
    return [...modelFindings(inventory), ...retiredFindings(retiredFolders(config.modelsDir)), ...folder];
  }

  async function microphone(): Promise<Finding[]> {
    const path = config.tlsCert ?? join(config.dataDir, certificateFolder, certificateFile);
    const certificate = await readFile(path, "utf8").catch(() => null);
    const [addresses, hosts] = [lanAddresses(config.host), certificateHosts(config)];
    return [microphoneFinding(config, certificate, { addresses, hosts, nowMs: Date.now() })];
  }

  async function port(): Promise<Finding[]> {
    const state = await portState(config.port, config.host);
    return [mainPortFinding(config.port, config.host, state, await facts.answering())];
  }

  return [
    check("Node", () => [nodeFinding(process.version, program.requiredNode)]),
    check("Machine", () => machineFindings(thisMachine(), config)),
    check("Free memory", async () =>
      languageModelMemoryFindings(availableMemoryBytes(), await facts.isAvatarRunning(), config),
    ),
    check("Clock", clock),
    check("Data folder", dataFolder, timeLimitsMs.database),
    check("Stores", async () => [
      safetyCopiesFinding(config.dataDir, Date.now()),
      ...backupFindings(await lastBackupS(config.dataDir), readBackupNeed(config.databasePath), Date.now()),
      quarantineFinding(config.dataDir, config.quarantineDays, Date.now()),
    ]),
    check("Disk", disk, timeLimitsMs.hash),
    check("Microphone", microphone),
    check("WSL2", async () => wslFindings(await readWsl(environment), config.port)),
    check("AVATAR", async () => [runningFinding(await facts.answering(), await facts.isAvatarRunning())]),
    ...(config.port === 0 ? [] : [check(`Port ${config.port}`, port)]),
    check("GPU", gpu, timeLimitsMs.gpu),
    check("Models", models, timeLimitsMs.hash),
    check("Engines", () => engineFindings(config)),
  ];
}

function thisMachine() {
  // A container may have less memory than the machine; without a limit the number is larger than any machine's memory.
  const limitBytes = process.constrainedMemory();
  const memoryBytes = limitBytes > 0 ? Math.min(limitBytes, totalmem()) : totalmem();
  return { cores: availableParallelism(), memoryGiB: memoryBytes / 2 ** 30 };
}
