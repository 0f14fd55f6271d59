import { expect, test } from "vitest";
import { runTool } from "./run-tool";

const run = (script: string, signal = new AbortController().signal) =>
  runTool(process.execPath, ["-e", script], { signal, environment: process.env });

test.each([
  [
    "process.stdout.write('out'); process.stderr.write('err')",
    { kind: "ended", code: 0, stdout: "out", stderr: "err" },
  ],
  ["process.stdout.write('half'); process.exitCode = 3", { kind: "ended", code: 3, stdout: "half" }],
  ["process.kill(process.pid, 'SIGSEGV')", { kind: "broken", reason: "ended by SIGSEGV" }],
  ["process.kill(process.pid, 'SIGILL')", { kind: "broken", reason: "ended by SIGILL" }],
  ["for (;;) require('fs').writeSync(1, 'x'.repeat(1e5))", { kind: "broken", reason: "ended as it printed over 1 MB" }],
])("a program that runs %s", async (script, expected) => {
  expect(await run(script)).toMatchObject(expected);
});

test.each(["/nowhere/python", "/etc/passwd", "/etc/passwd/python", "/etc", "no-such-program-anywhere"])(
  "%s can't be run",
  async (program) => {
    const options = { signal: new AbortController().signal, environment: process.env };
    expect(await runTool(program, [], options)).toEqual({ kind: "missing" });
  },
);

test("an abort kills the program, and is no end of its own", async () => {
  const stop = new AbortController();
  const running = run("setInterval(() => {}, 1000)", stop.signal);
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
});
