import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The path where the system would find this program on PATH; null when it is not found. */
export function whichProgram(
  program: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const folders = (environment.PATH ?? "").split(delimiter).filter(Boolean);
  const candidates = program.includes("/") ? [program] : folders.map((folder) => join(folder, program));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
