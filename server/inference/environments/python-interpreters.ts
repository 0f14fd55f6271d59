import { z } from "zod";
import { runTool } from "../../platform/child-process/run-tool";
import { whichProgram } from "../../platform/child-process/which-program";
import { withTimeLimit } from "../../platform/timing/followed-signals";

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

/** The Pythons on PATH, each version once: `python3` first, then the newest. `only`: this one alone. */
export async function findPythons(
  { signal, environment }: { signal: AbortSignal; environment: NodeJS.ProcessEnv },
  only: string | null = null,
): Promise<PythonInterpreter[]> {
  const found: PythonInterpreter[] = [];
  for (const name of only === null ? ["python3", ...minors.map((minor) => `python3.${minor}`)] : [only]) {
    const path = whichProgram(name, environment);
    const python = path === null ? null : await askPython(path, { signal, environment });
    if (python && !found.some(({ version }) => version === python.version)) found.push(python);
  }
  return found;
}

/** Null for what is no ordinary CPython on Linux. */
async function askPython(
  path: string,
  { signal, environment }: { signal: AbortSignal; environment: NodeJS.ProcessEnv },
): Promise<PythonInterpreter | null> {
  const run = await withTimeLimit(signal, probeTimeoutMs, (limited) =>
    runTool(path, ["-I", "-c", probe], { environment, signal: limited }),
  ).catch(() => null);
  signal.throwIfAborted();
  if (run?.kind !== "ended" || run.code !== 0) return null;
  const answer = answerSchema.safeParse(safeJson(run.stdout)).data;
  if (answer?.implementation !== "cpython" || answer.isFreeThreaded || answer.system !== "Linux") return null;
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
