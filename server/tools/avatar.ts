/** `npx avatar <command>`. Exit codes: 0 success, 1 failure, 2 wrong usage. */
import { CommanderError } from "commander";
import { commandTree } from "./command-tree";
import { languageOf } from "./words/language";

try {
  await commandTree(languageOf(process.env)).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
