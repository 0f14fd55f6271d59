import { say } from "./words.mjs";

/**
 * An error's message, with advice when a file of a package or of the build is missing. Installing and building notice
 * missing packages and outputs, but not missing files within a package.
 */
export function explainFailure({ code, message }) {
  if (!/MODULE_NOT_FOUND$/.test(code)) return message;
  const advice = say(
    "The installed packages or the build are damaged. Delete them, then start again: rm -rf node_modules dist .next",
  );
  return `${message}\n${advice}`;
}
