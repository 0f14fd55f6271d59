/**
 * Stands for a model server: behaves as a supervisor sees one, without a model. `node model-child.mjs --port N [flags]`
 *   --loading        503 with progress until POST /ready
 *   --load-fails     503 with status "failed"
 *   --exits          writes an error to stderr and exits with 1
 *   --ignores-term   SIGTERM does nothing
 *   --waits=FILE     does not listen before that file exists
 *   --stray          starts a process outside of its group that writes to the same streams; GET /stray answers its pid
 *   --silent-stray   the same, but that process writes nothing and ignores SIGTERM
 *   --grandchild     starts a process in its group that ignores SIGTERM; GET /grandchild answers its pid
 * POST /exit ends it, POST /crash ends it with a traceback, POST /out-of-memory ends it as PyTorch does without memory;
 * with ?lives=1 it only prints the error.
 * GET /environment answers its environment.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";

const flags = new Set(process.argv.slice(2));
const port = Number(process.argv[process.argv.indexOf("--port") + 1]);
const outOfMemory = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 512.00 MiB.\n";
let isLoading = flags.has("--loading");

if (flags.has("--exits")) {
  process.stderr.write("RuntimeError: no such model\n");
  process.exit(1);
}
if (flags.has("--ignores-term")) process.on("SIGTERM", () => {});
const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')";
const grandchild = flags.has("--grandchild")
  ? spawn(process.execPath, ["-e", stubborn], { stdio: ["ignore", "pipe", "ignore"] })
  : null;

const talker = "setInterval(() => console.log('still here'), 20)";
function startStray() {
  const run = (program, stdio) => spawn(process.execPath, ["-e", program], { stdio, detached: true });
  if (flags.has("--stray")) return run(talker, ["ignore", "inherit", "inherit"]);
  return flags.has("--silent-stray") ? run(stubborn, "ignore") : null;
}
const stray = startStray();

function health() {
  if (flags.has("--load-fails")) return [503, { status: "failed", progress: null, detail: "no weights here" }];
  if (isLoading) return [503, { status: "loading", progress: 0.5, detail: "loading weights" }];
  return [200, {}];
}

const routes = {
  "/health": health,
  "/ready"() {
    isLoading = false;
    return [200, {}];
  },
  "/exit": () => process.exit(3),
  "/crash"() {
    process.stderr.write("a line that nobody should read\nvllm.EngineDeadError: nor the rest of this one\n");
    process.exit(1);
  },
  "/out-of-memory"(url) {
    process.stderr.write(outOfMemory);
    if (!url.searchParams.has("lives")) process.exit(1);
    return [507, { error: { code: "out_of_memory" } }];
  },
  "/grandchild": () => [200, grandchild?.pid ?? null],
  "/stray": () => [200, stray?.pid ?? null],
  "/environment": () => [200, process.env],
};

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://child");
  const [status, body] = routes[url.pathname]?.(url) ?? [404, {}];
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});
const awaited = [...flags].find((flag) => flag.startsWith("--waits="))?.slice("--waits=".length);
function listenWhen(isTime) {
  if (isTime()) listen();
  else setTimeout(listenWhen, 10, isTime);
}
const listen = () => server.listen(port, "127.0.0.1", () => process.stdout.write("listening\n"));
// Only a grandchild that already ignores SIGTERM proves that force is used, so wait for its first output.
if (grandchild) grandchild.stdout.once("data", listen);
else listenWhen(() => awaited === undefined || existsSync(awaited));
