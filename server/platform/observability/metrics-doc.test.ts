import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createMetrics } from "./metrics";
import { parseExposition } from "./testing/exposition";
import { idlePages } from "./testing/idle-pages";

test("docs/metrics.md lists every metric of ours, with its type, and no other", async () => {
  const idle = { slots: 1, busy: 0, waiting: 0 };
  const metrics = createMetrics();
  metrics.observe({
    version: "1.2.3",
    sessions: () => ({ maxSessions: 5, active: 0, waiting: 0, connected: 0 }),
    modelCalls: () => ({ stt: idle, llm: idle, tts: idle }),
    models: () => [],
    restarts: () => [],
    gpus: () => null,
    serviceLevel: () => "full",
    storage: () => ({ state: "low", free_mib: 512, models_free_mib: null }),
    clock: () => ({ state: "ok", off_by_s: null }),
    pages: () => idlePages,
  });
  const families = [...parseExposition(await metrics.exposition())];
  const exposed = families.filter(([name]) => name.startsWith("avatar_")).map(([name, { type }]) => `${name} ${type}`);
  const page = readFileSync(new URL("../../../docs/metrics.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `(avatar_\w+)(?:\{[\w,]+\})?` \| (\w+) \|/gm)];
  expect(rows.map(([, name, type]) => `${name} ${type}`).sort()).toEqual(exposed.sort());
});
