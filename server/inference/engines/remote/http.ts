import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { BrokenAnswer, networkCodeOf, RefusedByServer } from "./errors";

/** The address of a model server and the key for it. */
export interface ModelServer {
  /** OpenAI-compatible base URL, mostly ends in /v1; no trailing slash. */
  url: string;
  apiKey: string | null;
}

/** A longer error text is ignored. */
const maxErrorBytes = 64 * 1_024;
/**
 * Python's servers close a connection after 5 s of idleness. We close it earlier, so that no call uses one that is just
 * being closed.
 */
const agentOptions = { keepAlive: true, timeout: 4_000 };
/**
 * One pool of connections for all engines, because several roles may share a server. Call `closeConnections` after all
 * engines are closed.
 */
const agents = { plain: new http.Agent(agentOptions), secure: new https.Agent(agentOptions) };

/** Closes the idle connections to model servers. A later call opens another one. */
export function closeConnections(): void {
  agents.plain.destroy();
  agents.secure.destroy();
}

const brokenConnection = new Set<string | null>(["ECONNRESET", "EPIPE"]);

/**
 * Aborting at the very end of an answer makes the socket emit `error` after Node has removed its own listener;
 * unhandled, that would end our process. The call has reported the error already.
 */
const ignoreLateError = (): void => undefined;

interface ModelRequest {
  headers: Record<string, string>;
  /** A request with a body is a POST, one without a GET. */
  body?: string | Uint8Array;
  /** Ends the request, and the answer while it is read. */
  signal: AbortSignal;
}

/** Status and headers of an answer, and its body as it arrives. */
export interface Answer {
  status: number;
  /** True for 200–299. */
  ok: boolean;
  /** Names are in lower case. */
  headers: Pick<Headers, "get">;
  /** Leaving the `for await` loop before the end closes the connection. */
  body: AsyncIterable<Uint8Array>;
  /** Closes the connection: the body is not wanted. */
  cancel(): void;
}

/**
 * Asks a model server; resolves when status and headers of its answer are there, for every status. Redirects are not
 * followed. When a kept connection breaks before the answer, the request is sent once more on another one, so a server
 * may get the same call twice. We do not use `fetch`: its streams cost several times as much CPU, and a turn has a
 * hundred pieces (bench/README.md).
 */
export function ask(url: string | URL, what: ModelRequest): Promise<Answer> {
  const { headers, body, signal } = what;
  return new Promise((resolve, reject) => {
    const target = new URL(url);
    const secure = target.protocol === "https:";
    const request = (secure ? https : http).request(target, {
      agent: secure ? agents.secure : agents.plain,
      method: body === undefined ? "GET" : "POST",
      headers: body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
      signal,
    });
    request.on("response", (message) => resolve(answerOf(message)));
    request.on("error", (error) => {
      // The server closed the kept connection, or restarted, just as the call came: ask again on another connection.
      const isStale = request.reusedSocket && brokenConnection.has(networkCodeOf(error)) && !signal.aborted;
      if (isStale) ask(url, what).then(resolve, () => reject(error));
      else reject(error);
    });
    // Without this listener Node would close the connection, and the call would never settle.
    request.on("upgrade", (_, socket) => {
      socket.destroy();
      reject(new BrokenAnswer("The model server answered with another protocol. Try again."));
    });
    request.on("socket", (socket) => {
      if (!socket.listeners("error").includes(ignoreLateError)) socket.on("error", ignoreLateError);
    });
    request.end(body);
  });
}

function answerOf(message: IncomingMessage): Answer {
  const status = message.statusCode ?? 0;
  return {
    status,
    ok: status >= 200 && status <= 299,
    headers: { get: (name) => message.headers[name]?.toString() ?? null },
    body: message,
    cancel: () => void message.destroy(),
  };
}

export function authorizationHeader(server: ModelServer): Record<string, string> {
  return server.apiKey === null ? {} : { authorization: `Bearer ${server.apiKey}` };
}

/** Reads a whole body of at most `maxBytes`. Throws BrokenAnswer beyond that. */
export async function readBounded({ body }: Answer, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > maxBytes)
      throw new BrokenAnswer(`The model server's answer is larger than ${maxBytes} bytes. Try again.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/**
 * Returns a good answer. Throws RefusedByServer for an error status, and BrokenAnswer for a web page or compressed
 * bytes.
 */
export async function checkAnswer(answer: Answer): Promise<Answer> {
  if (!answer.ok) throw new RefusedByServer(answer.status, await readBounded(answer, maxErrorBytes).catch(() => ""));
  if (answer.headers.get("content-type")?.startsWith("text/html")) {
    answer.cancel();
    throw new BrokenAnswer(
      "A web page came where the model's answer should be: the URL is not that of a model server. An administrator must correct it.",
    );
  }
  const encoding = answer.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") {
    answer.cancel();
    throw new BrokenAnswer(
      `The model server's answer is compressed (${encoding}), which was not asked for. An administrator must turn that off.`,
    );
  }
  return answer;
}
