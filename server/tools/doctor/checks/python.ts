import type { ModelRole } from "../../../../lib/models";
import type { DriverReading } from "../../../inference/driver-reading";
import type { Environment } from "../../../inference/environments/environment-folder";
import { checkImport, type ImportFacts, workerLibraries } from "../../../inference/environments/import-check";
import { driverBranch, leastDriverFor, workerOfRole } from "../../../inference/environments/worker-builds";
import { type Finding, failed, ok, warning } from "../check";
import { processNames } from "./engines";

export interface WorkerPython {
  role: ModelRole;
  /** AVATAR_*_PYTHON; null: the installed environment's. */
  configured: string | null;
  /** Null: none is installed. */
  installed: Environment | null;
  /** Lock revisions of this version of AVATAR. */
  revisions: readonly string[];
}

/**
 * Imports a worker's library with the Python that it is started with, lets PyTorch look for the card, and compares the
 * CUDA version that it was built for with the driver.
 */
export async function pythonFinding(
  { role, configured, installed, revisions }: WorkerPython,
  options: { signal: AbortSignal; environment: NodeJS.ProcessEnv; driver: DriverReading },
): Promise<Finding> {
  const worker = workerOfRole[role];
  const { module, distribution } = workerLibraries[worker];
  const name = `Python of ${processNames[role]}`;
  const variable = `AVATAR_${role.toUpperCase()}_PYTHON`;
  const install = `Run: npx avatar workers install ${worker}`;
  const python = configured ?? installed?.pythonPath;
  if (python === undefined) return failed(name, "its environment is not installed", install);

  const check = await checkImport(workerLibraries[worker], python, options);
  // A Python of one's own is not replaced by an installation as long as it is configured.
  const renew =
    configured === null
      ? install
      : `Repair that environment, or remove ${variable} and run: npx avatar workers install ${worker}`;
  if (check.kind === "no_python") return failed(name, `${python} can't be run`, renew);
  if (check.kind === "failed") return failed(name, `${python} can't import ${module}: ${check.reason}`, renew);
  const versions = `${distribution} ${check.version} on Python ${check.python}${check.cuda ? `, CUDA ${check.cuda}` : ""}`;
  const tooOld = whyDriverTooOld(check, options.driver);
  if (tooOld) return failed(name, `${versions}, but ${tooOld}`, `${renew}. Or install a newer driver.`);
  if (check.noGpu !== null)
    return warning(name, `${versions}, but PyTorch finds no GPU: ${check.noGpu}`, adviceFor(role, check));
  if (configured === null && installed !== null && !revisions.includes(installed.revision)) {
    return warning(name, `${versions}; this version of AVATAR was tested with other packages`, install);
  }
  return ok(name, versions);
}

function whyDriverTooOld({ cuda }: ImportFacts, driver: DriverReading): string | null {
  const least = cuda === null ? null : leastDriverFor(cuda);
  if (least === null || driver.kind !== "driver" || driverBranch(driver.version) >= least) return null;
  return `CUDA ${cuda} needs an NVIDIA driver from ${least} on, and this one is ${driver.version}`;
}

function adviceFor(role: ModelRole, { cuda }: ImportFacts): string {
  const card = `AVATAR_${role.toUpperCase()}_GPU`;
  return cuda === null
    ? `Install a CUDA build of torch, or run: npx avatar workers install ${workerOfRole[role]}`
    : `Compare with nvidia-smi: ${card} must name one of its cards.`;
}
