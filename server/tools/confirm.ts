import { createInterface } from "node:readline/promises";
import { say } from "./words/say";

/**
 * Asks at the terminal. Throws where nobody can be asked; `otherwise` then says which flag answers instead.
 */
export async function isConfirmed(question: string, otherwise: string, signal?: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new Error(say("Nobody can be asked here: {otherwise} Nothing was changed.", { otherwise }));
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    terminal.close();
  }
}
