import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import next from "next";
import { withErrorAnswers } from "../error-answers";
import type { PagesProcessArguments } from "./bridge";

export interface NextServer {
  server: Server;
  /** Resolves when Next can answer requests; rejects when it can't be loaded. */
  ready: Promise<void>;
  /** Resolves when the response is closed and no work on the request is left. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Creates Next on an HTTP server of its own, which does not listen yet. */
export function createNextServer({ projectRoot, development, port }: PagesProcessArguments): NextServer {
  // The main process has checked deadlines and headers already. Its requests are larger than what it accepted, because
  // it adds headers of its own.
  const server = createServer({
    ...{ keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 },
    ...{ requireHostHeader: false, maxHeaderSize: 65_536 },
  });
  // In development Next adds its upgrade listener (hot reload) to this server.
  const app = next({
    dev: development,
    dir: projectRoot,
    httpServer: server,
    hostname: "localhost",
    port,
    quiet: true,
  });
  let handler: ReturnType<typeof app.getRequestHandler> | null = null;
  const ready = app.prepare().then(() => {
    handler = app.getRequestHandler();
  });
  return {
    server,
    ready,
    async handle(request, response) {
      const closed = new Promise<void>((resolve) => void response.once("close", () => resolve()));
      const handle = handler;
      if (!handle) throw new Error("The pages are not ready.");
      await withErrorAnswers(request, response, () => handle(request, response));
      await closed;
    },
  };
}
