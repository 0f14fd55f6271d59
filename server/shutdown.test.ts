import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const modulePath = (path: string) => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
/** Says when its one step has begun, and ends it when it is told to. */
const program = `
  import { installShutdown } from ${modulePath("./shutdown.ts")};
  import { silentLogger } from ${modulePath("./observability/logger.ts")};
  const told = new Promise((resolve) => process.stdin.once("data", resolve));
  installShutdown(silentLogger, [{ name: "turns", run() { console.log("begun"); return told; } }]);
  console.log("ready");
`;

test("one Ctrl-C that arrives twice lets the steps finish", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, "exit");
  expect((await lines.next()).value).toBe("ready");
  child.kill("SIGINT");
  expect((await lines.next()).value).toBe("begun");
  child.kill("SIGINT");
  child.stdin.end("done");
  expect(await exited).toEqual([0, null]);
});
