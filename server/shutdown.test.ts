import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const modulePath = (path: string) => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
/** Prints the reason when its only step begins, and ends that step at the first line on stdin. */
const program = `
  import { installShutdown } from ${modulePath("./shutdown.ts")};
  import { silentLogger } from ${modulePath("./platform/observability/logger.ts")};
  const released = new Promise((resolve) => process.stdin.once("data", resolve));
  const logger = { ...silentLogger, info: (_, fields) => fields && console.log("begun", fields.reason) };
  installShutdown(logger, async () => {})("turns", () => released);
  console.log("ready");
`;

function start() {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program]);
  return {
    child,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    exited: once(child, "exit"),
  };
}

test("a closed terminal lets the steps finish", async () => {
  const { child, lines, exited } = start();
  expect((await lines.next()).value).toBe("ready");
  child.kill("SIGHUP");
  expect((await lines.next()).value).toBe("begun SIGHUP");
  child.stdin.end("done");
  expect(await exited).toEqual([0, null]);
});

test("one Ctrl-C that arrives twice lets the steps finish", async () => {
  const { child, lines, exited } = start();
  expect((await lines.next()).value).toBe("ready");
  child.kill("SIGINT");
  expect((await lines.next()).value).toBe("begun SIGINT");
  child.kill("SIGINT");
  child.stdin.end("done");
  expect(await exited).toEqual([0, null]);
});
