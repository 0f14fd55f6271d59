/**
 * A pages' process without Next: the real bridge and a real socket, with answers that depend on the path. Requests for
 * `/hold` stay unanswered until `/release` is requested.
 */
import { createServer, type ServerResponse } from "node:http";
import { type PagesProcessArguments, requestNumberHeader } from "../bridge";
import { openBridgeToMain } from "../bridge-to-main";

const { socketPath }: PagesProcessArguments = JSON.parse(process.argv[2] ?? "{}");
process.on("disconnect", () => process.exit(0));
const main = openBridgeToMain();
await main.settings;
let residentBytes = 0;
// As the real one does, only more often: a process that sends nothing counts as hung.
setInterval(() => main.send({ type: "memory", residentBytes }), 100);
const held: (() => void)[] = [];
let begun: string[] = [];
let closed: string[] = [];

const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
  const requestNumber = Number(request.headers[requestNumberHeader]);
  main.send({ type: "began", requestNumber });
  const path = (request.url ?? "").replace(/^\/api/, "");
  begun.push(path);
  response.once("close", () => closed.push(path));
  let body = "";
  for await (const piece of request) body += piece;
  await answer(path, response, { method: request.method, headers: request.headers, body });
  if (!path.startsWith("/never-handled")) main.send({ type: "handled", requestNumber });
});

async function answer(path: string, response: ServerResponse, asked: unknown): Promise<void> {
  if (path.startsWith("/crash")) process.exit(3);
  if (path.startsWith("/hang")) {
    await new Promise(() => {
      response.write("It hangs now.", () => {
        for (;;);
      });
    });
  }
  if (path.startsWith("/memory")) {
    residentBytes = Number(path.split("=")[1]);
    main.send({ type: "memory", residentBytes });
  }
  if (path.startsWith("/login-attempt")) {
    const failure = await main.verbs.loginAttempt({ username: "ann", address: "1.2.3.4" }).catch((error) => error);
    return void response.end(JSON.stringify({ code: failure?.code, retryAfterS: failure?.retryAfterS }));
  }
  if (path.startsWith("/release")) for (const release of held.splice(0)) release();
  if (path.startsWith("/hold") || path.startsWith("/never-handled")) {
    await Promise.race([
      new Promise<void>((resolve) => held.push(resolve)),
      new Promise<void>((resolve) => response.once("close", () => resolve())),
    ]);
  }
  if (path.startsWith("/large")) {
    response.setMaxListeners(0);
    for (let sent = 0; sent < 512 && !response.destroyed; sent++) {
      if (response.write(Buffer.alloc(65_536, "x"))) continue;
      await new Promise<void>((resolve) => response.once("drain", resolve).once("close", () => resolve()));
    }
    return void response.end();
  }
  if (path.startsWith("/seen")) {
    response.end(JSON.stringify({ begun, closed, pid: process.pid, state: main.state() }));
    begun = [];
    closed = [];
    return;
  }
  response.writeHead(path.startsWith("/teapot") ? 418 : 200, { "set-cookie": ["a=1", "b=2"], "x-own": "yes" });
  response.end(JSON.stringify(asked));
}

server.listen(socketPath, () => main.send({ type: "ready" }));
