import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

const script = `
  import { stopSignal } from ${JSON.stringify(new URL("./stop-signals.ts", import.meta.url).href)};
  const alive = setInterval(() => undefined, 1_000);
  const signal = stopSignal("Stopped.");
  signal.addEventListener("abort", () => { console.log(signal.reason.message); clearInterval(alive); });
  console.log("ready");
`;

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s lets the command end its work", async (name) => {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script]);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (text.includes("ready")) child.kill(name);
  });
  expect(await once(child, "close")).toEqual([0, null]);
  expect(said).toBe("ready\nStopped.\n");
});
