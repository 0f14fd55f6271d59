/**
 * `npm run test:real-f5`: the F5-TTS worker with the real library and random weights of the real shape. It is not part
 * of `npm test`, because the library is large. `-- --help` lists the options.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { parseArgs } from "node:util";
import { inProject } from "./bootstrap/paths.mjs";
import { runCommand } from "./bootstrap/run-command.mjs";

const installTimeoutMs = 60 * 60_000;
const weightsTimeoutMs = 20 * 60_000;
const checksTimeoutMs = 120 * 60_000;
/** Measured with the pinned versions: the environment, and both sets of weights. */
const neededGb = { environment: 7, weights: 2 };
const help = `npm run test:real-f5 -- [options]
  --python PROGRAM   a Python that has server/inference/workers/requirements-f5-tts.txt
                     (default: an environment in .cache/real-f5, made at the first run: ${neededGb.environment} GB)
  --full             also a network of the real size: minutes on a GPU, an hour on few cores
  --device DEVICE    cpu (default), cuda, cuda:1
  --save             writes the output to docs/real-f5.txt`;

const { values: options } = parseArgs({
  options: {
    python: { type: "string" },
    full: { type: "boolean", default: false },
    device: { type: "string", default: "cpu" },
    save: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const workers = inProject("server", "inference", "workers");
const requirements = inProject("server", "inference", "workers", "requirements-f5-tts.txt");
const cache = (...parts) => inProject(".cache", "real-f5", ...parts);
const report = [];

function tell(text) {
  console.log(text);
  report.push(text);
}

/** Throws an Error with the end of the output when the command fails. */
async function must(what, command, args, { timeoutMs, env }) {
  const { code, output, isTimedOut } = await runCommand(command, args, { timeoutMs, env, capture: true });
  if (isTimedOut) throw new Error(`${what}: not done after ${timeoutMs / 60_000} minutes.\n${output.slice(-2_000)}`);
  if (code !== 0) throw new Error(`${what} failed:\n${output.slice(-2_000)}`);
  return output;
}

function requireRoom(gb) {
  const { bavail, bsize } = statfsSync(inProject());
  const freeGb = (bavail * bsize) / 1e9;
  if (freeGb < gb) throw new Error(`${gb} GB are needed in ${inProject(".cache")}, ${freeGb.toFixed(1)} GB are free.`);
}

/** The Python of the environment, made anew when the requirements have changed. */
async function environmentPython() {
  const python = cache("venv", "bin", "python");
  const stamp = cache("venv", "requirements.sha256");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  requireRoom(neededGb.environment);
  console.log(`Installing the library into ${cache("venv")}: some ${neededGb.environment} GB, minutes to an hour …`);
  rmSync(cache("venv"), { recursive: true, force: true });
  const timeoutMs = installTimeoutMs;
  await must("The environment", "python3", ["-m", "venv", cache("venv")], { timeoutMs });
  await must("pip", python, ["-m", "pip", "install", "--no-input", "-r", requirements], { timeoutMs });
  writeFileSync(stamp, wanted);
  return python;
}

/** The folder of the weights of a size, written when it is not there. */
async function weights(python, size, env) {
  const folder = cache(`weights-${size}`);
  if (existsSync(`${folder}/model/vocos/pytorch_model.bin`)) return folder;
  requireRoom(neededGb.weights);
  rmSync(folder, { recursive: true, force: true });
  const args = ["-m", "real_f5.random_weights", folder, ...(size === "small" ? ["--small"] : [])];
  await must("Random weights", python, args, { timeoutMs: weightsTimeoutMs, env });
  return folder;
}

async function main() {
  const python = options.python ?? (await environmentPython());
  // One thread: beside another busy process PyTorch's threads wait for each other.
  const env = {
    PYTHONPATH: workers,
    PYTHONDONTWRITEBYTECODE: "1",
    OMP_NUM_THREADS: process.env.OMP_NUM_THREADS ?? "1",
  };
  const versions = `
import importlib.metadata as m, platform
names = ["f5-tts", "torch", "torchaudio", "vocos", "pypinyin", "rjieba", "opencc", "numpy"]
have = {d.metadata["Name"].lower(): d.version for d in m.distributions()}
print("Python " + platform.python_version(), *(f"{name} {have[name]}" for name in names if name in have), sep=", ")`;
  tell("npm run test:real-f5: the F5-TTS worker with the real library and random weights of the real shape");
  tell((await must("Python", python, ["-c", versions], { timeoutMs: 60_000, env })).trim());
  tell(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, Linux ${release()}, device ${options.device}, one thread`);
  let failed = 0;
  for (const size of options.full ? ["small", "full"] : ["small"]) {
    tell(`\n━━ ${size === "small" ? "a small network" : "the real size"}`);
    const folder = await weights(python, size, env);
    const printed = cache(`${size}.txt`);
    const settings = ["--size", size, "--device", options.device, "--report", printed];
    const { code } = await runCommand(python, ["-m", "real_f5.checks", folder, ...settings], {
      timeoutMs: checksTimeoutMs,
      env,
    });
    report.push(readFileSync(printed, "utf8").trim().replaceAll(inProject(), "."));
    failed += code === 0 ? 0 : 1;
  }
  if (options.save) writeFileSync(inProject("docs", "real-f5.txt"), `${report.join("\n")}\n`);
  return failed;
}

if (options.help) {
  console.log(help);
} else {
  try {
    process.exitCode = (await main()) > 0 ? 1 : 0;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
