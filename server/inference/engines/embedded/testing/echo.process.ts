import { readFileSync, writeFileSync } from "node:fs";
import { serveModel } from "../host/model-child";
import type { EchoMethods } from "./echo-methods";

/** A model process without a model: the host's tests run it for real. */
serveModel<EchoMethods>("avatar-echo", {
  async load({ model, options: { crashesFile } }) {
    const crashes = crashesFile === undefined ? 0 : Number(readFileSync(crashesFile, "utf8"));
    if (crashesFile !== undefined && crashes > 0) {
      writeFileSync(crashesFile, `${crashes - 1}`);
      process.exit(9);
    }
    if (model !== "qwen2.5-coder-1.5b-instruct") return;
    process.stderr.write("loading\nTypeError: no such model\n");
    process.exit(3);
  },
  async *count({ to }, signal) {
    for (let i = 1; i <= to; i++) {
      signal.throwIfAborted();
      yield i;
      // Lets messages arrive, as every real step does.
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
  async *forever(_, signal) {
    yield "begun";
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    cancelled++;
  },
  async *hang() {
    yield "begun";
    // The item is sent first.
    await new Promise((resolve) => setTimeout(resolve, 10));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  async *cancelled() {
    yield cancelled;
  },
  async fail({ code }) {
    throw code ? Object.assign(new Error("said so"), { code }) : new Error("secret detail");
  },
  async *environment({ name }) {
    yield process.env[name] ?? null;
  },
  async die({ how }) {
    if (how === "exit") process.exit(7);
    process.kill(process.pid, "SIGKILL");
  },
});

let cancelled = 0;
