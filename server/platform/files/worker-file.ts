import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The script of a worker thread: `NAME.worker.mjs` beside the source file that starts it, or `NAME.worker.js` beside
 * the bundle that contains that file. `moduleUrl` is the starting file's `import.meta.url`.
 */
export function workerFile(name: string, moduleUrl: string): string {
  const besideSource = fileURLToPath(new URL(`./${name}.worker.mjs`, moduleUrl));
  return existsSync(besideSource) ? besideSource : fileURLToPath(new URL(`./${name}.worker.js`, moduleUrl));
}
