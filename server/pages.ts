import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import next from "next";

export interface Pages {
  /** Null until `ready` resolves. */
  handler(): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | null;
  ready: Promise<void>;
  /** Where Next expects upgrades to arrive; used in development for hot reload alone. */
  upgrades: Server;
  close(): Promise<void>;
}

/**
 * Next inside our server. It is given a server of its own that never listens: Next adds an upgrade listener to the
 * server it knows, and upgrades have one owner here, server/transport/upgrade.ts.
 */
export function preparePages(options: { projectRoot: string; development: boolean; port: number }): Pages {
  // After an action that redirects, Next asks itself for the next page. As in `next start` it does so over loopback:
  // over HTTPS it would refuse our self-signed certificate.
  process.env.__NEXT_PRIVATE_ORIGIN = `http://127.0.0.1:${options.port}`;
  const upgrades = createServer();
  const app = next({
    dev: options.development,
    dir: options.projectRoot,
    httpServer: upgrades,
    hostname: "localhost",
    port: options.port,
    quiet: true,
  });
  let handler: Pages["handler"] extends () => infer Handler ? Handler : never = null;
  const ready = app.prepare().then(() => {
    const handle = app.getRequestHandler();
    handler = (request, response) => handle(request, response);
  });
  return { handler: () => handler, ready, upgrades, close: () => app.close() };
}
