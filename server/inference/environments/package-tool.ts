import { userToolEnvironment } from "../../platform/child-process/environment";
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

/** Settings of the caller that would send the packages elsewhere, or let others in. */
const unwanted =
  /^(PYTHON(PATH|HOME|STARTUP|USERBASE)|VIRTUAL_ENV|CONDA_PREFIX|(PIP|UV)_(TARGET|PREFIX|ROOT|USER|REQUIRE_VIRTUALENV|PYTHON|NO_DEPS|REQUIREMENT|CONSTRAINT|NO_BINARY|ONLY_BINARY|CACHE_DIR|PROJECT_ENVIRONMENT|BREAK_SYSTEM_PACKAGES))$/;

/** The caller's environment as pip and uv get it: English words, its own temporary folder. */
export function toolEnvironment({
  environment,
  folders,
}: Pick<PackageJob, "environment" | "folders">): NodeJS.ProcessEnv {
  const kept = Object.entries(userToolEnvironment(environment)).filter(([name]) => !unwanted.test(name));
  const ours = { TMPDIR: folders.temporary, LC_ALL: "C.UTF-8", NO_COLOR: "1" };
  return { ...(Object.fromEntries(kept) as NodeJS.ProcessEnv), ...ours };
}
