import type { IncomingMessage } from "node:http";

/** True for a request whose client sends its body only after `100 Continue`, as curl does with large ones. */
export function asksToContinue({ headers }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === "100-continue";
}
