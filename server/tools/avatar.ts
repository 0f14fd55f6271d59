/** `npx avatar <command>`. Exit codes: 0 success, 1 failure, 2 wrong usage. */
import { CommanderError } from "commander";
import { commandTree } from "./command-tree";
import { explainError } from "./words/explain-error";
import { languageOf } from "./words/language";

const language = languageOf(process.env);
try {
  await commandTree(language).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    console.error(explainError(error, language));
    process.exitCode = 1;
  }
}
