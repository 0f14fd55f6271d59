import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Models that an earlier version of AVATAR fetched and this one does not use. Their folders stay: another clone on this
 * machine may share them.
 */
const retiredModelIds = ["tinyllama-1.1b-chat"] as const;

/** The folders of such models in the models' folder. */
export function retiredFolders(modelsDir: string): string[] {
  return retiredModelIds.map((id) => join(modelsDir, id)).filter((folder) => existsSync(folder));
}
