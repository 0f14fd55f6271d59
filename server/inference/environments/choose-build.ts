import { type Sentence, sentence } from "../../platform/words/sentence";
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
      caution: Sentence | null;
      /** The worker will be slow, for want of a card: a yes must be given for that, too. */
      isSlow: boolean;
    }
  /** For people: why none fits, and what to do. */
  | ({ kind: "refused" } & Refusal);

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
  const oldest = reasons.at(-1);
  if (!oldest) throw new Error(`There is no build of ${worker}.`);
  return { kind: "refused", ...oldest };
}

interface Refusal {
  reason: Sentence;
  advice: Sentence;
}

function cautionOf(worker: WorkerName, slow: boolean, skipped: readonly Refusal[]): Sentence | null {
  if (slow) {
    return sentence("Without an NVIDIA card, {worker} takes ten times as long as what it says, or longer.", { worker });
  }
  const [newer] = skipped;
  return newer ? sentence("The newest build is left out: {reason}.", { reason: newer.reason }) : null;
}

function whyNoCuda(worker: WorkerName, cuda: CudaBuild, driver: DriverReading): Refusal | null {
  if (driver.kind === "none") {
    return {
      reason: sentence("{worker} needs an NVIDIA card, and there is none ({why})", { worker, why: driver.reason }),
      advice: sentence("Install it on a machine with such a card, or use a server elsewhere."),
    };
  }
  if (driver.kind === "unknown") {
    return {
      reason: sentence("the NVIDIA driver can't be read ({why})", { why: driver.reason }),
      advice: sentence("Repair the driver until nvidia-smi shows the card; often a restart of the machine is enough."),
    };
  }
  const { leastDriver, leastComputeCapability: least, version } = cuda;
  if (!(driverBranch(driver.version) >= leastDriver)) {
    return {
      reason: sentence("CUDA {version} needs an NVIDIA driver from {leastDriver} on, and this one is {own}", {
        ...{ version, leastDriver, own: driver.version },
      }),
      advice: sentence("Install driver {leastDriver} or newer, then run this again.", { leastDriver }),
    };
  }
  if (driver.computeCapability !== null && driver.computeCapability < least) {
    return {
      reason: sentence(
        "the builds for CUDA {version} need a card of compute capability {least} or newer, and this one has {own}",
        { version, least: least.toFixed(1), own: driver.computeCapability.toFixed(1) },
      ),
      advice: sentence("Use another card, or a server elsewhere."),
    };
  }
  return null;
}

function pythonFor(outline: LockOutline, { pythons, hasUv }: Machine): PythonInterpreter | Refusal {
  const range = { oldest: outline.pythons[0] ?? "", newest: outline.pythons.at(-1) ?? "" };
  const advice = sentence(
    "Install one (Debian, Ubuntu: apt-get install python3 python3-venv), or name one with --python.",
  );
  if (pythons.length === 0) {
    return { reason: sentence("it needs Python {oldest} to {newest} on PATH, and there is none", range), advice };
  }
  const right = pythons.filter(({ version }) => outline.pythons.includes(version));
  if (right.length === 0) {
    const here = pythons.map(({ version }) => version).join(", ");
    return { reason: sentence("it needs Python {oldest} to {newest}, and here is {here}", { ...range, here }), advice };
  }
  const onX86 = right.filter(({ machine }) => machine === x86);
  if (onX86.length === 0) {
    const own = right[0]?.machine ?? "";
    return { reason: sentence("its packages are for {x86}, and this machine is {own}", { x86, own }), advice: byHand };
  }
  const withLibrary = onX86.filter(({ glibcMinor }) => (glibcMinor ?? 0) >= outline.glibcMinor);
  if (withLibrary.length === 0) {
    const here = onX86[0]?.glibcMinor;
    const library = here ? `glibc 2.${here}` : sentence("another C library");
    const needed = `glibc 2.${outline.glibcMinor}`;
    return {
      reason: sentence("its packages need {needed}, and this system has {library}", { needed, library }),
      advice: byHand,
    };
  }
  const able = withLibrary.find(({ hasVenv }) => hasVenv) ?? (hasUv ? withLibrary[0] : undefined);
  if (able) return able;
  const version = withLibrary[0]?.version ?? "";
  return {
    reason: sentence("Python {version} is there without its module venv", { version }),
    advice: sentence("Install it (Debian, Ubuntu: apt-get install python{version}-venv), then run this again.", {
      version,
    }),
  };
}

const byHand = sentence(
  "Make an environment by hand from workers/locks/pins.toml, and name its Python in AVATAR_*_PYTHON.",
);
