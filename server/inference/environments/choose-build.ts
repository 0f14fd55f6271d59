import type { DriverReading } from "../driver-reading";
import type { Lock } from "./lock-file";
import type { PythonInterpreter } from "./python-interpreters";
import { type CudaBuild, driverBranch, type WorkerBuild, type WorkerName, withoutCard } from "./worker-builds";

export type LockOutline = Pick<Lock, "pythons" | "glibcMinor">;

export interface Machine {
  driver: DriverReading;
  /** In the order of preference. */
  pythons: readonly PythonInterpreter[];
  /** uv makes environments without Python's own venv module. */
  hasUv: boolean;
}

export type BuildChoice<Candidate> =
  | {
      kind: "chosen";
      build: Candidate;
      python: PythonInterpreter;
      /** What the person should know before saying yes; null: nothing. */
      caution: string | null;
      /** The worker will be slow, for want of a card: a yes must be given for that, too. */
      isSlow: boolean;
    }
  /** For people: why none fits, and what to do. */
  | { kind: "refused"; reason: string; advice: string };

const x86 = "x86_64";

/**
 * The newest of a worker's builds that this machine's driver, card and Pythons can run. `builds`: the newest first, each
 * with what its lock file says.
 */
export function chooseBuild<Candidate extends WorkerBuild & { outline: LockOutline }>(
  worker: WorkerName,
  builds: readonly Candidate[],
  machine: Machine,
): BuildChoice<Candidate> {
  const slow = machine.driver.kind === "none" && withoutCard[worker] === "slowly";
  const reasons: Refusal[] = [];
  for (const build of builds) {
    const refusal = slow || build.cuda === null ? null : whyNoCuda(worker, build.cuda, machine.driver);
    const python = refusal ?? pythonFor(build.outline, machine);
    if ("reason" in python) reasons.push(python);
    else return { kind: "chosen", build, python, isSlow: slow, caution: cautionOf(worker, slow, reasons) };
  }
  // The oldest build asks least of the machine: what it lacks is what has to change.
  return { kind: "refused", ...(reasons.at(-1) ?? { reason: `there is no build of ${worker}`, advice: "" }) };
}

interface Refusal {
  reason: string;
  advice: string;
}

function cautionOf(worker: WorkerName, slow: boolean, skipped: readonly Refusal[]): string | null {
  if (slow) {
    return `Without an NVIDIA card, ${worker} takes ten times as long as what it says, or longer.`;
  }
  const [newer] = skipped;
  return newer ? `The newest build is left out: ${newer.reason}.` : null;
}

function whyNoCuda(worker: WorkerName, cuda: CudaBuild, driver: DriverReading): Refusal | null {
  if (driver.kind === "none") {
    const advice = "Install it on a machine with such a card, or use a server elsewhere.";
    return { reason: `${worker} needs an NVIDIA card, and there is none (${driver.reason})`, advice };
  }
  if (driver.kind === "unknown") {
    const advice = "Repair the driver until nvidia-smi shows the card; often a restart of the machine is enough.";
    return { reason: `the NVIDIA driver can't be read (${driver.reason})`, advice };
  }
  const { leastDriver, leastComputeCapability: least, version } = cuda;
  if (!(driverBranch(driver.version) >= leastDriver)) {
    const reason = `CUDA ${version} needs an NVIDIA driver from ${leastDriver} on, and this one is ${driver.version}`;
    return { reason, advice: `Install driver ${leastDriver} or newer, then run this again.` };
  }
  if (driver.computeCapability !== null && driver.computeCapability < least) {
    const reason = `the builds for CUDA ${version} need a card of compute capability ${least.toFixed(1)} or newer, and this one has ${driver.computeCapability.toFixed(1)}`;
    return { reason, advice: "Use another card, or a server elsewhere." };
  }
  return null;
}

function pythonFor(outline: LockOutline, { pythons, hasUv }: Machine): PythonInterpreter | Refusal {
  const range = `Python ${outline.pythons[0]} to ${outline.pythons.at(-1)}`;
  const install = "Install one (Debian, Ubuntu: apt-get install python3 python3-venv), or name one with --python.";
  if (pythons.length === 0) return { reason: `it needs ${range} on PATH, and there is none`, advice: install };
  const right = pythons.filter(({ version }) => outline.pythons.includes(version));
  if (right.length === 0) {
    const here = pythons.map(({ version }) => version).join(", ");
    return { reason: `it needs ${range}, and here is ${here}`, advice: install };
  }
  const onX86 = right.filter(({ machine }) => machine === x86);
  if (onX86.length === 0) {
    return { reason: `its packages are for ${x86}, and this machine is ${right[0]?.machine}`, advice: byHand };
  }
  const withLibrary = onX86.filter(({ glibcMinor }) => (glibcMinor ?? 0) >= outline.glibcMinor);
  if (withLibrary.length === 0) {
    const here = onX86[0]?.glibcMinor;
    const library = here ? `glibc 2.${here}` : "another C library";
    return {
      reason: `its packages need glibc 2.${outline.glibcMinor}, and this system has ${library}`,
      advice: byHand,
    };
  }
  const able = withLibrary.find(({ hasVenv }) => hasVenv) ?? (hasUv ? withLibrary[0] : undefined);
  if (able) return able;
  const version = withLibrary[0]?.version;
  return {
    reason: `Python ${version} is there without its module venv`,
    advice: `Install it (Debian, Ubuntu: apt-get install python${version}-venv), then run this again.`,
  };
}

const byHand = "Make an environment by hand from workers/locks/pins.toml, and name its Python in AVATAR_*_PYTHON.";
