import { packageToolEnvironment } from "../../platform/child-process/environment";
import type { EnvironmentFolders } from "./environment-folder";
import type { LockedPackage } from "./lock-file";
import type { PythonInterpreter } from "./python-interpreters";

/** What pip and uv need for one installation. */
export interface PackageJob {
  folders: EnvironmentFolders;
  python: PythonInterpreter;
  wheels: readonly LockedPackage[];
  /** Built here, after the wheels are installed. */
  sources: readonly LockedPackage[];
  /** The caller's environment: it has the index, proxies and certificates that the company has set. */
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal;
  progress: InstallMeter;
}

/** Takes what a tool knows about its progress. */
export interface InstallMeter {
  /** So many bytes of this part were there before. */
  kept(key: string, bytes: number): void;
  /** So many bytes of this part have come; of a whole package its `sizeBytes`. */
  fetched(key: string, bytes: number): void;
  unpacked(donePackages: number): void;
}

/** Makes a virtual environment with exactly these packages; rejects with an Error that says what to do. */
export interface PackageTool {
  name: "pip" | "uv";
  install(job: PackageJob): Promise<void>;
}

/** Settings of the caller's Python that would send the packages elsewhere, or let others in. */
const otherPython = /^(PYTHON(PATH|HOME|STARTUP|USERBASE)|VIRTUAL_ENV|CONDA_PREFIX)$/;

/** The caller's environment as pip and uv get it to make another one: with a temporary folder of its own. */
export function toolEnvironment({
  environment,
  folders,
}: Pick<PackageJob, "environment" | "folders">): NodeJS.ProcessEnv {
  const kept = Object.entries(packageToolEnvironment(environment)).filter(([name]) => !otherPython.test(name));
  return { ...(Object.fromEntries(kept) as NodeJS.ProcessEnv), TMPDIR: folders.temporary };
}
