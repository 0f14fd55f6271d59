import { type Command, InvalidArgumentError } from "commander";
import { environmentOf } from "../../inference/environments/environment-folder";
import { workerLibraries } from "../../inference/environments/import-check";
import { installEnvironment } from "../../inference/environments/install-environment";
import { bytesOf, packagesFor, readLock } from "../../inference/environments/lock-file";
import { type InstallationPlan, planInstallation } from "../../inference/environments/plan-installation";
import { type WorkerName, withoutCard, workerBuilds, workerNames } from "../../inference/environments/worker-builds";
import { readDriver } from "../../inference/gpu/driver";
import { isConfirmed } from "../confirm";
import { commandConfig, program } from "../environment";
import { createInstallDisplay, formatBytes } from "../progress";
import { stopSignal } from "../stop-signals";
import { formatTable } from "../table";
import { say } from "../words/say";

const { projectRoot } = program;

interface InstallFlags {
  yes?: boolean;
  cpu?: boolean;
  python?: string;
}

function parseWorker(value: string): WorkerName {
  const worker = workerNames.find((name) => name === value);
  if (!worker) throw new InvalidArgumentError(say("The workers are: {names}.", { names: workerNames.join(", ") }));
  return worker;
}

const workerLabels: Record<WorkerName, string> = { whisper: "Whisper", "f5-tts": "F5-TTS", vllm: "vLLM" };
const noCard = { kind: "none", reason: "none is to be used" } as const;

async function install(worker: WorkerName, flags: InstallFlags): Promise<void> {
  if (flags.cpu && withoutCard[worker] === "not at all") {
    throw new Error(
      say("{worker} can't run with --cpu: it needs an NVIDIA card. Leave --cpu out, or use a server elsewhere.", {
        worker: workerLabels[worker],
      }),
    );
  }
  const { modelsDir, gpu } = commandConfig();
  const signal = stopSignal(say("Stopped. What has come is kept: run it again to go on."));
  const environment = process.env;
  const card = worker === "vllm" ? gpu.llmGpu : gpu.ttsGpu;
  const plan = await planInstallation({
    worker,
    projectRoot,
    // Whisper runs on the CPU: a broken driver is none of its business.
    driver: flags.cpu || worker === "whisper" ? noCard : await readDriver(card, { signal, environment }),
    python: flags.python ?? null,
    environment,
    signal,
  });
  const { choice, tools } = plan;
  if (choice.kind === "refused") {
    const { reason, advice } = choice;
    throw new Error(say("{worker} can't be installed: {reason}. {advice}", { worker, reason, advice }));
  }
  console.error(describePlan(worker, modelsDir, choice));
  if (!flags.yes && !(await isConfirmed(say("Install?"), say("add --yes to install."), signal))) {
    console.error(say("Nothing was changed."));
    process.exitCode = 1;
    return;
  }
  if (choice.isSlow && flags.yes && !flags.cpu)
    throw new Error(say("Add --cpu to install it for the CPU all the same."));

  const display = createInstallDisplay(worker);
  const made = await installEnvironment({
    modelsDir,
    worker,
    build: choice.build.lock,
    lock: choice.build.outline,
    library: workerLibraries[worker],
    python: choice.python,
    tools,
    environment,
    signal,
    onProgress: display.update,
    onNote(note) {
      display.end();
      console.error(say(note.text, note.values));
    },
  }).finally(display.end);
  const library = `${workerLibraries[worker].distribution} ${made.version}`;
  console.log(say("{worker}: {library} is installed in {folder}", { worker, library, folder: made.folder }));
}

type Chosen = Extract<InstallationPlan["choice"], { kind: "chosen" }>;

function describePlan(worker: WorkerName, modelsDir: string, { build, python, caution }: Chosen): string {
  const packages = packagesFor(build.outline, python.version);
  const { distribution } = workerLibraries[worker];
  const version = packages.find(({ name }) => name === distribution)?.version ?? "";
  const cuda = build.cuda ? `, CUDA ${build.cuda.version}` : "";
  const sizes = { fetched: formatBytes(bytesOf(packages)), installed: formatBytes(build.outline.installedBytes) };
  return [
    say("{library}, for Python {version} ({path}):", {
      ...{ library: `${distribution} ${version}${cuda}`, version: python.version, path: python.path },
    }),
    say("{count} packages, {fetched} to fetch, about {installed} on the disk, below {modelsDir}.", {
      ...{ count: packages.length, ...sizes, modelsDir },
    }),
    ...(caution ? [say(caution.text, caution.values)] : []),
  ].join("\n");
}

function list({ json }: { json?: boolean }): void {
  const { modelsDir } = commandConfig();
  const rows = workerNames.map((worker) => {
    const installed = environmentOf(modelsDir, worker);
    const isCurrent = workerBuilds[worker].some(
      ({ lock }) => readLock(projectRoot, lock).revision === installed?.revision,
    );
    const state = installed === null ? "absent" : isCurrent ? "installed" : "installed, of another version";
    return { worker, state, version: null, python: null, cuda: null, folder: null, ...installed };
  });
  if (json) return void console.log(JSON.stringify(rows, null, 2));
  const cells = rows.map(({ worker, state, version, python, cuda, folder }) =>
    [worker, state, version, python, cuda, folder].map((cell) => cell ?? ""),
  );
  console.log(formatTable([["worker", "state", "version", "Python", "CUDA", "folder"], ...cells]));
}

export function addWorkerCommands(commands: Command): void {
  const workers = commands
    .command("workers")
    .description("the Python environments of Whisper, F5-TTS and vLLM on this machine");
  workers
    .command("list")
    .description("every worker, and whether its environment is installed")
    .option("--json", "as JSON")
    .action(list);
  workers
    .command("install")
    .description("make a worker's environment; AVATAR starts the worker with it")
    .argument("<worker>", workerNames.join(", "), parseWorker)
    .option("--yes", "do not ask")
    .option("--cpu", "for the CPU, although F5-TTS is slow on it")
    .option("--python <path>", "the Python to make it with, in place of one from PATH")
    .action(install);
}
