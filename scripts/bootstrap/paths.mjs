import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root: where package.json lives. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const inProject = (...parts) => join(projectRoot, ...parts);
