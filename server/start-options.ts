import { parseArgs } from "node:util";
import { type Config, loadConfig } from "./config/config";

export interface StartOptions {
  /** Go on where database and recordings do not belong together: what has no row goes into quarantine. */
  acceptNewDatabase: boolean;
}

/** What the server was started with: `npm start -- --accept-new-database`. Throws an Error that names an option it does not know. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { "accept-new-database": { type: "boolean", default: false } },
    // `start` or `dev`, for bootstrap.mjs.
    allowPositionals: true,
  });
  return { acceptNewDatabase: values["accept-new-database"] };
}

/** Configuration and options of this process, its warnings told; what is wrong with them is said, and the process ends with 2. */
export function readSettings(projectRoot: string): { config: Config; options: StartOptions } {
  try {
    const options = readStartOptions(process.argv.slice(2));
    const config = loadConfig(process.env, projectRoot);
    for (const warning of config.warnings) process.stderr.write(`Warning: ${warning}\n`);
    return { config, options };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}
