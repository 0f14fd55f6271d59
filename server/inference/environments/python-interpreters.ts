import { statSync } from "node:fs";
import { z } from "zod";
import { runTool } from "../../platform/child-process/run-tool";
import { whichProgram } from "../../platform/child-process/which-program";
import { withTimeLimit } from "../../platform/timing/followed-signals";
import { type Sentence, sentence } from "../../platform/words/sentence";

/** A Python that could make an environment. */
export interface PythonInterpreter {
  /** Absolute; outside of any virtual environment. */
  path: string;
  /** "3.11" */
  version: string;
  /** Whether `python -m venv` works: Debian has it in a package of its own. */
  hasVenv: boolean;
  /** N of glibc 2.N; null with another C library. */
  glibcMinor: number | null;
  /** "x86_64" */
  machine: string;
}

const probe = `
import importlib.util, json, os, platform, sys, sysconfig
try:
    libc = os.confstr("CS_GNU_LIBC_VERSION")
except (AttributeError, ValueError, OSError):
    libc = None
print(json.dumps({
    "path": getattr(sys, "_base_executable", None) or sys.executable,
    "version": "%d.%d" % sys.version_info[:2],
    "implementation": sys.implementation.name,
    "isFreeThreaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "system": platform.system(),
    "machine": platform.machine(),
    "libc": libc,
    "hasVenv": bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")),
}))
`;

const answerSchema = z.object({
  path: z.string().min(1),
  version: z.string(),
  implementation: z.string(),
  isFreeThreaded: z.boolean(),
  system: z.string(),
  machine: z.string(),
  libc: z.string().nullable(),
  hasVenv: z.boolean(),
});

const probeTimeoutMs = 20_000;
/** The names that distributions install, apart from plain `python3`, which comes first. */
const minors = [14, 13, 12, 11, 10];

interface ProbeOptions {
  signal: AbortSignal;
  environment: NodeJS.ProcessEnv;
}

/** The Pythons on PATH, each version once: `python3` first, then the newest. */
export async function findPythons({ signal, environment }: ProbeOptions): Promise<PythonInterpreter[]> {
  const found: PythonInterpreter[] = [];
  for (const name of ["python3", ...minors.map((minor) => `python3.${minor}`)]) {
    const path = whichProgram(name, environment);
    if (path === null) continue;
    const python = await askPython(path, { signal, environment });
    if ("version" in python && !found.some(({ version }) => version === python.version)) {
      found.push(python);
    }
  }
  return found;
}

/** The Python at this path or of this name on PATH; else why it is none to make an environment with. */
export async function namedPython(name: string, options: ProbeOptions): Promise<PythonInterpreter | Sentence> {
  const path = whichProgram(name, options.environment);
  if (path !== null) return askPython(path, options);
  if (!name.includes("/")) return sentence("{name} is not on PATH", { name });
  const entry = statSync(name, { throwIfNoEntry: false });
  if (!entry) return sentence("{name} is not there", { name });
  return entry.isDirectory() ? sentence("{name} is a folder", { name }) : sentence("{name} may not be run", { name });
}

/** A sentence is what is wrong with it. */
async function askPython(path: string, { signal, environment }: ProbeOptions): Promise<PythonInterpreter | Sentence> {
  const run = await withTimeLimit(signal, probeTimeoutMs, (limited) =>
    runTool(path, ["-I", "-c", probe], { environment, signal: limited }),
  ).catch(() => null);
  signal.throwIfAborted();
  if (run === null) return sentence("{path} does not answer", { path });
  if (run.kind === "broken") return sentence("{path} can't be run: {reason}", { path, reason: run.reason });
  const answer = run.kind === "ended" ? answerSchema.safeParse(safeJson(run.stdout)).data : undefined;
  if (!answer) return sentence("{path} is no Python", { path });
  if (answer.implementation !== "cpython" || answer.isFreeThreaded || answer.system !== "Linux") {
    return sentence("{path} is no ordinary CPython on Linux", { path });
  }
  const minor = /^glibc 2\.(\d+)/.exec(answer.libc ?? "")?.[1];
  const { version, hasVenv, machine } = answer;
  return { path: answer.path, version, hasVenv, machine, glibcMinor: minor === undefined ? null : Number(minor) };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
