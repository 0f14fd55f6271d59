import { parseArgs } from "node:util";
import { type Config, loadConfig } from "./config/config";

export interface StartOptions {
  /** Start even when database and recordings do not match; recordings without a row go to quarantine. */
  acceptNewDatabase: boolean;
}

/** Parses the command line (`npm start -- --accept-new-database`). Throws an Error that names an unknown option. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { "accept-new-database": { type: "boolean", default: false } },
    // The positional argument is `start` or `dev`, which bootstrap.mjs reads.
    allowPositionals: true,
  });
  return { acceptNewDatabase: values["accept-new-database"] };
}

/**
 * Reads the configuration and the options, and prints warnings. When either is invalid, prints why and exits with 2.
 */
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
