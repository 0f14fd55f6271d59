import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const logger = JSON.stringify(fileURLToPath(new URL("./logger.ts", import.meta.url)));
/** Waits for its input, then logs and ends. */
const program = `
  import { createLogger, createLogOutput } from ${logger};
  const output = createLogOutput(1);
  const log = createLogger("info", output.stream);
  process.stdin.once("data", async () => {
    for (let i = 0; i < Number(process.env.LINES); i++) log.info("line", { text: "x".repeat(1_000) });
    if (process.env.WAITS) await output.written();
    process.exit(0);
  });
  process.stderr.write("ready");
`;

async function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    env: { ...process.env, ...environment },
  });
  const exited = once(child, "exit");
  await once(child.stderr, "data");
  return { child, exited };
}

test("a program whose reader is gone ends, even right after logging", async () => {
  const { child, exited } = await start({ LINES: "1" });
  child.stdout.destroy();
  await once(child.stdout, "close");
  child.stdin.end("go");
  expect(await exited).toEqual([0, null]);
});

test("a program whose reader reads nothing ends", async () => {
  const { child, exited } = await start({ LINES: "1000", WAITS: "1" });
  child.stdin.end("go");
  expect(await exited).toEqual([0, null]);
  child.stdout.destroy();
});

test("the last lines are written before the process ends", async () => {
  const { child, exited } = await start({ LINES: "1000", WAITS: "1" });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  const read = once(child.stdout, "close");
  child.stdin.end("go");
  await Promise.all([exited, read]);
  expect(text.trimEnd().split("\n").length).toBe(1_000);
});
