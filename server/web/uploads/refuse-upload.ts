import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppError } from "../../../lib/errors";
import { answerError } from "../answers";

/** Time and bytes for a client to see the answer and stop sending. Closing at once would lose the answer on its way. */
const lingerMs = 3_000;
const lingerBytes = 8 * 1_048_576;

/** Answers a request whose body was not read to its end. What still comes is dropped; who sends on is disconnected. */
export function refuseUpload(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  answerError(response, error);
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.destroy(), lingerMs);
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > lingerBytes) request.destroy();
  });
  const done = () => clearTimeout(timer);
  request.once("end", done).once("close", done).on("error", done);
  request.resume();
}
