import { BrokenAnswer, RefusedByServer } from "./errors";

/** Where a model server is and how to be let in. */
export interface ModelServer {
  /** OpenAI-compatible base URL, ends in /v1, no trailing slash. */
  url: string;
  apiKey: string | null;
}

/** An error text longer than this says nothing more. */
const maxErrorBytes = 64 * 1_024;

export function authorizationHeader(server: ModelServer): Record<string, string> {
  return server.apiKey === null ? {} : { authorization: `Bearer ${server.apiKey}` };
}

/** Reads a whole body of at most `maxBytes`. Throws BrokenAnswer beyond that. */
export async function readBounded(response: Response, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytesOf(response)) {
    size += piece.length;
    if (size > maxBytes) throw new BrokenAnswer(`The model server's answer is larger than ${maxBytes} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** The body as it arrives; nothing when there is none. Leaving the loop closes the connection. */
export async function* bytesOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body) yield* response.body as unknown as AsyncIterable<Uint8Array>;
}

/** Passes a good answer on. Throws RefusedByServer for an error status and BrokenAnswer for a web page. */
export async function checkAnswer(response: Response): Promise<Response> {
  if (!response.ok)
    throw new RefusedByServer(response.status, await readBounded(response, maxErrorBytes).catch(() => ""));
  if (response.headers.get("content-type")?.startsWith("text/html")) {
    await response.body?.cancel();
    throw new BrokenAnswer(
      "A web page came where the model's answer should be: the URL is not that of a model server.",
    );
  }
  return response;
}
