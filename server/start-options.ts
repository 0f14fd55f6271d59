import { parseArgs } from "node:util";
import { type Config, loadConfig } from "./config/config";
import { programOf } from "./platform/program";
import { explained } from "./platform/words/sentence";

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

/** Parses the command line (`npm start -- --accept-new-database`). Throws an ExplainedError that names an unknown option. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: { "accept-new-database": { type: "boolean", default: false } },
    // The positional argument is `start` or `dev`, which bootstrap.mjs reads.
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option" || (token.name === "accept-new-database" && token.value === undefined)) continue;
    throw explained("npm start has no option {option}; its only one is --accept-new-database, without a value.", {
      option: token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`,
    });
  }
  return { acceptNewDatabase: values["accept-new-database"] === true };
}

/** Reads the command line and the configuration. Throws an Error that says what is wrong with them. */
export function readStartInput(mainUrl: string): StartInput {
  const program = programOf(mainUrl);
  const options = readStartOptions(process.argv.slice(2));
  return { program, options, config: loadConfig(process.env, program.projectRoot) };
}
