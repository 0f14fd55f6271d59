import { whichProgram } from "../../platform/child-process/which-program";
import { sentence } from "../../platform/words/sentence";
import type { DriverReading } from "../driver-reading";
import { type BuildChoice, chooseBuild } from "./choose-build";
import { type Lock, readLock } from "./lock-file";
import type { PackageTool } from "./package-tool";
import { pip } from "./pip";
import { findPythons, namedPython } from "./python-interpreters";
import { uvAt } from "./uv";
import { type WorkerBuild, type WorkerName, workerBuilds } from "./worker-builds";

export interface InstallationWish {
  worker: WorkerName;
  projectRoot: string;
  driver: DriverReading;
  /** The Python to take; null: one from PATH. */
  python: string | null;
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

export interface InstallationPlan {
  choice: BuildChoice<WorkerBuild & { outline: Lock }>;
  /** In the order in which they are tried. */
  tools: readonly PackageTool[];
}

const nameAnother = sentence("Name the program of a Python with --python, or leave that out for the one on PATH.");

/** Looks at the Pythons and at uv, and chooses what to install. Changes and fetches nothing. */
export async function planInstallation(wish: InstallationWish): Promise<InstallationPlan> {
  const { worker, projectRoot, environment, signal } = wish;
  const uv = whichProgram("uv", environment);
  const builds = workerBuilds[worker].map((build) => ({ ...build, outline: readLock(projectRoot, build.lock) }));
  const named = wish.python === null ? null : await namedPython(wish.python, { signal, environment });
  if (named && "text" in named) return { choice: { kind: "refused", reason: named, advice: nameAnother }, tools: [] };
  const choice = chooseBuild(worker, builds, {
    driver: wish.driver,
    pythons: named ? [named] : await findPythons({ signal, environment }),
    hasUv: uv !== null,
  });
  const hasVenv = choice.kind === "chosen" && choice.python.hasVenv;
  return { choice, tools: [...(uv === null ? [] : [uvAt(uv)]), ...(hasVenv ? [pip] : [])] };
}
