import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { createLogger } from "./logger";
import { logConsole, logPrintedOutput } from "./printed-output";

function capture() {
  const lines: Record<string, unknown>[] = [];
  return { lines, logger: createLogger("debug", { write: (line) => void lines.push(JSON.parse(line)) }) };
}

/** What is logged for a real process that runs this program. */
async function logOf(program: string) {
  const { lines, logger } = capture();
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "pipe"] });
  logPrintedOutput(child, { event: "pages_output", logger });
  await once(child, "close");
  return lines.map(({ timestamp, ...fields }) => fields);
}

test("a stack trace is one event with its digest; the next line is another event", async () => {
  const program = `
    console.error(" \\x1b[31m⨯\\x1b[0m Error: the page broke\\n    at render (page.js:1:2)\\n    at next (next.js:3:4) {\\n  digest: '123456'\\n}");
    console.error("another");
    console.log("   ▲ Next.js 16");
  `;
  const logged = await logOf(program);
  expect(logged).toHaveLength(3);
  expect(logged).toContainEqual({
    level: "ERROR",
    event: "pages_output",
    message: "⨯ Error: the page broke\n    at render (page.js:1:2)\n    at next (next.js:3:4) {\n  digest: '123456'\n}",
    digest: "123456",
  });
  expect(logged).toContainEqual({ level: "WARN", event: "pages_output", message: "another" });
  expect(logged).toContainEqual({ level: "INFO", event: "pages_output", message: "▲ Next.js 16" });
});

test("an uncaught error is logged as an error, wherever in the text its name is", async () => {
  const logged = await logOf('throw Object.assign(new TypeError("no such thing"), { digest: "42" })');
  const messages = logged.map(({ message }) => message).join("\n");
  expect(messages).toContain("TypeError: no such thing");
  expect(logged.map(({ level }) => level)).toContain("ERROR");
});

test("one of our log lines is logged as it is, also between other lines", async () => {
  const ours = JSON.stringify({
    level: "ERROR",
    timestamp: "2026-01-01T00:00:00.000Z",
    event: "request_failed",
    status: 500,
  });
  const logged = await logOf(`console.log("before"); console.log(${JSON.stringify(ours)}); console.log("after")`);
  expect(logged).toEqual([
    { level: "INFO", event: "pages_output", message: "before" },
    { level: "ERROR", event: "request_failed", status: 500 },
    { level: "INFO", event: "pages_output", message: "after" },
  ]);
});

test("the length of an event is bounded, even for an endless line", async () => {
  const logged = await logOf(
    'process.stdout.write("x".repeat(5_000_000)); process.stdout.write("\\n" + " y\\n".repeat(5_000))',
  );
  expect(logged).toHaveLength(1);
  const [event] = logged;
  expect(String(event?.message).split("\n").length).toBeLessThanOrEqual(40);
  expect(String(event?.message).length).toBeLessThan(3_000);
});

test("lines that may quote people are left out", async () => {
  const program = `
    console.error("Error: Failed query: insert into conversations\\nparams: 7,my secret diary");
    console.error('SyntaxError: Unexpected token I, "I feel ill" is not valid JSON\\n    at JSON.parse (<anonymous>)');
  `;
  const text = JSON.stringify(await logOf(program));
  expect(text).not.toMatch(/diary|ill"/);
  expect(text).toContain("Failed query");
  expect(text).toContain("at JSON.parse");
});

test("what this process prints through the console is logged", () => {
  const { lines, logger } = capture();
  const before = { ...console };
  try {
    logConsole(logger);
    console.log("of %d things", 2);
    console.error(new Error("broken"));
    console.warn("careful");
  } finally {
    Object.assign(console, before);
  }
  expect(lines.map(({ level, event }) => [level, event])).toEqual([
    ["INFO", "console_output"],
    ["ERROR", "console_output"],
    ["WARN", "console_output"],
  ]);
  expect(lines[0]?.message).toBe("of 2 things");
});
