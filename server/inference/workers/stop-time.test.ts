import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stopGraceMs } from "../processes/supervisor";

/** What a worker needs beside its waiting: to notice the signal, and to delete its files. */
const restMs = 500;

test("a worker that is asked to end while it works has ended before the supervisor kills it", () => {
  const worker = readFileSync(new URL("worker_main.py", import.meta.url), "utf8");
  const seconds = (name: string) => Number(new RegExp(`^${name} = ([\\d.]+)$`, "m").exec(worker)?.[1]);
  expect((seconds("STOP_TIMEOUT_S") + seconds("SERVER_POLL_S")) * 1000 + restMs).toBeLessThan(stopGraceMs);
});
