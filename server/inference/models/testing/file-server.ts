import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export interface ServedRequest {
  method: string;
  path: string;
  range: string | null;
  authorization: string | null;
}

/** What a request for a path meets instead of the plain file. */
export type Trouble =
  /** The connection dies after this many bytes of the body. */
  | { kind: "cut"; afterBytes: number }
  /** The connection dies without an answer. */
  | { kind: "drop" }
  /** The rest of the body comes in small pieces, one each 10 ms. */
  | { kind: "drip"; afterBytes: number; pieceBytes: number }
  /** The rest of the body waits for `release`. */
  | { kind: "hold"; afterBytes: number }
  | { kind: "status"; status: number }
  /** Another answer altogether. */
  | { kind: "answer"; status: number; headers?: Record<string, string>; body?: Buffer | string }
  | { kind: "redirect"; to: string };

export interface FileServer {
  url: string;
  requests: ServedRequest[];
  /** Number of responses that are neither completely sent nor abandoned by the client. */
  openResponses(): number;
  serve(path: string, content: Buffer | string): void;
  /** Applies to the next GETs of the path, one trouble each. */
  troubles(path: string, ...list: Trouble[]): void;
  /** Resolves when a held response has sent what it may. */
  held(path: string): Promise<void>;
  release(): void;
  ignoreRanges: boolean;
  close(): Promise<void>;
}

async function drip(
  response: ServerResponse,
  body: Buffer,
  { afterBytes, pieceBytes }: { afterBytes: number; pieceBytes: number },
): Promise<void> {
  response.write(body.subarray(0, afterBytes));
  for (let sent = afterBytes; sent < body.length && !response.destroyed; sent += pieceBytes) {
    await delay(10);
    response.write(body.subarray(sent, sent + pieceBytes));
  }
  response.end();
}

/** A real HTTP server with files, ranges and, on demand, the faults that downloads meet. */
export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, Buffer>();
  const troubles = new Map<string, Trouble[]>();
  const requests: ServedRequest[] = [];
  const holding = new Map<string, () => void>();
  const isHeld = new Set<string>();
  let releases: (() => void)[] = [];
  const open = new Set<ServerResponse>();

  function respond(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(request.url ?? "/");
    const method = request.method ?? "GET";
    const { range = null, authorization = null } = request.headers;
    requests.push({ method, path, range, authorization });
    const content = files.get(path);
    const trouble = method === "GET" ? troubles.get(path)?.shift() : undefined;
    if (trouble?.kind === "drop") return void response.destroy();
    if (trouble?.kind === "status") return void response.writeHead(trouble.status).end();
    if (trouble?.kind === "answer") {
      return void response.writeHead(trouble.status, trouble.headers).end(trouble.body);
    }
    if (trouble?.kind === "redirect") return void response.writeHead(302, { location: trouble.to }).end();
    if (!content) return void response.writeHead(404).end();

    const start = server.ignoreRanges ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (start > 0 && start >= content.length) return void response.writeHead(416).end();
    const body = content.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      "content-length": body.length,
      // The page of a folder, as package indexes have them.
      ...(path.endsWith("/") ? { "content-type": "text/html" } : {}),
      ...(start > 0 ? { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
    });
    if (method === "HEAD") return void response.end();
    open.add(response);
    response.once("close", () => open.delete(response));
    if (trouble?.kind === "cut") {
      return void response.write(body.subarray(0, trouble.afterBytes), () => response.destroy());
    }
    if (trouble?.kind === "drip") return void drip(response, body, trouble);
    if (trouble?.kind === "hold") {
      return void response.write(body.subarray(0, trouble.afterBytes), () => {
        isHeld.add(path);
        holding.get(path)?.();
        releases.push(() => response.end(body.subarray(trouble.afterBytes)));
      });
    }
    response.end(body);
  }

  const http = createServer(respond);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const server: FileServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests,
    openResponses: () => open.size,
    ignoreRanges: false,
    serve: (path, content) => files.set(path, Buffer.from(content)),
    troubles: (path, ...list) => troubles.set(path, list),
    held: (path) => (isHeld.has(path) ? Promise.resolve() : new Promise((resolve) => holding.set(path, resolve))),
    release() {
      for (const release of releases) release();
      releases = [];
    },
    close() {
      http.closeAllConnections();
      return new Promise((resolve) => http.close(() => resolve()));
    },
  };
  return server;
}
