import { parseArgs } from "node:util";
import { type Config, loadConfig } from "./config/config";
import { programOf } from "./platform/program";

export interface StartOptions {
  /** Start even when database and recordings do not match; recordings without a row go to quarantine. */
  acceptNewDatabase: boolean;
}

/** All that a start is given. */
export interface StartInput {
  program: ReturnType<typeof programOf>;
  config: Config;
  options: StartOptions;
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

/** Reads the command line and the configuration. Throws an Error that says what is wrong with them. */
export function readStartInput(mainUrl: string): StartInput {
  const program = programOf(mainUrl);
  const options = readStartOptions(process.argv.slice(2));
  return { program, options, config: loadConfig(process.env, program.projectRoot) };
}
