import { expect, onTestFinished, test } from "vitest";
import { unreadForS } from "../../lib/alerts/hysteresis";
import type { CardReading, LiveFacts } from "../../lib/alerts/readings";
import { Listeners } from "../../lib/listeners";
import { sampleOf } from "../../lib/metrics/turn-sample";
import type { ServiceLevel } from "../../lib/service-level";
import { endedTurn } from "../../lib/testing/ended-turn";
import { createLogger } from "../platform/observability/logger";
import { listOpenAlerts } from "../records/alerts/incidents";
import { endSilence, silenceAlert } from "../records/alerts/silences";
import { listTimeLine } from "../records/alerts/time-line";
import { storeSamples } from "../records/metrics/store-samples";
import { startSession } from "../records/sessions/start-session";
import { openTestDb } from "../records/testing/test-db";
import { sessionOptions, turnInput } from "../records/testing/turn-input";
import { recordTurn } from "../records/turns/record-turn";
import { openAlerts } from "./open";

const card = (usedMiB: number, alert: boolean): CardReading[] => [{ index: 0, usedMiB, totalMiB: 24_000, alert }];

/** A server of which everything can be said, on a real database. */
async function fixture() {
  const opened = openTestDb();
  const { as, person, clock } = opened;
  const admin = as(await person("boss", "admin"));
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger("info", { write: (line: string) => void lines.push(JSON.parse(line)) });
  const live: LiveFacts = {
    cards: card(8_000, false),
    vramLine: 0.9,
    models: [],
    storage: { state: "ok", free_mib: 50_000, models_free_mib: 50_000 },
    diskWarnMib: 1_024,
    clock: { state: "ok", off_by_s: null },
  };
  const levels = new Listeners<ServiceLevel>();
  const slow = { certificateEndsS: clock.nowS + 300 * 86_400, lastBackupS: null as number | null };
  const time = { ms: 0 };
  const begin = async () => {
    const alerts = openAlerts({
      sources: {
        live: () => live,
        certificateEndsS: () => slow.certificateEndsS,
        lastBackupS: async () => slow.lastBackupS,
        voiceLevel: {
          level: () => ({ level: "full", reason: null }),
          onLevel: (listener) => levels.add(listener),
        },
      },
      ctx: as({ kind: "system", job: "alerts" }),
      logger,
      nowMs: () => time.ms,
      every: { liveMs: 1, trafficMs: 0, slowMs: 0 },
    });
    onTestFinished(alerts.close);
    await alerts.start();
    return alerts;
  };
  const open = async () => (await listOpenAlerts(admin)).map(({ kind, subject }) => `${kind} ${subject}`.trim());
  const history = async () => (await listTimeLine(admin, { from_s: 0, to_s: clock.nowS + 1e6 })).incidents;
  const logged = (event: string) => lines.filter((line) => line.event === event);
  const setLevel = (level: ServiceLevel) => levels.tell(() => level);
  return { ...opened, admin, live, slow, time, begin, open, history, logged, setLevel };
}

test("a full card is an incident until it is calm: on screen, in the log, in the history", async () => {
  const { live, begin, open, history, logged, clock } = await fixture();
  const alerts = await begin();
  let changes = 0;
  alerts.onChange(() => {
    changes += 1;
  });
  expect(alerts.open()).toEqual([]);
  live.cards = card(22_800, true);
  await expect.poll(open).toEqual(["vram 0"]);
  live.cards = card(23_520, true);
  await expect
    .poll(() => alerts.open())
    .toMatchObject([{ latest: { value: 0.98 }, worst: 0.98, value: 0.95, threshold: 0.9 }]);
  clock.nowS += 90;
  live.cards = card(9_600, false);
  await expect.poll(open).toEqual([]);
  expect(await history()).toMatchObject([{ kind: "vram", value: 0.95, worst: 0.98, end: "over" }]);
  expect(logged("alert_opened")).toMatchObject([{ kind: "vram", subject: "0", value: 0.95, threshold: 0.9 }]);
  expect(logged("alert_closed")).toMatchObject([{ kind: "vram", end: "over", duration_ms: 90_000 }]);
  expect(changes).toBe(2);
});

test("an alert outlives a restart: it is not opened twice, and closed when it is over", async () => {
  const { live, begin, open, history, logged } = await fixture();
  live.cards = card(22_800, true);
  await (await begin()).close();
  expect(await open()).toEqual(["vram 0"]);
  const again = await begin();
  expect(again.open()).toMatchObject([{ kind: "vram", subject: "0" }]);
  expect(await history()).toHaveLength(1);
  expect(logged("alert_opened")).toHaveLength(1);
  live.cards = card(2_000, false);
  await expect.poll(open).toEqual([]);
  expect(await history()).toHaveLength(1);
});

test("one that is back within its threshold says so while it waits to close", async () => {
  const { live, begin, time } = await fixture();
  const room = (free_mib: number, state: "low" | "ok") => ({ state, free_mib, models_free_mib: null });
  live.storage = room(1_000, "low");
  const alerts = await begin();
  time.ms += 30_000;
  await expect.poll(() => alerts.open()).toMatchObject([{ kind: "disk", latest: { value: 1_000 }, isBack: false }]);
  live.storage = room(1_030, "ok");
  await expect.poll(() => alerts.open()).toMatchObject([{ latest: { value: 1_030 }, worst: 1_000, isBack: true }]);
  live.storage = room(900, "low");
  await expect.poll(() => alerts.open()).toMatchObject([{ worst: 900, isBack: false }]);
});

test("one that is beyond its line is watched until it has been so for long enough to open", async () => {
  const { live, begin, time, clock } = await fixture();
  const room = (free_mib: number, state: "low" | "ok") => ({ state, free_mib, models_free_mib: null });
  live.storage = room(1_000, "low");
  const alerts = await begin();
  const sinceS = clock.nowS;
  expect(alerts.pending()).toMatchObject([{ kind: "disk", value: 1_000, sinceS, opensAfterS: 30 }]);
  clock.nowS += 20;
  live.storage = room(900, "low");
  await expect.poll(() => alerts.pending()).toMatchObject([{ value: 900, sinceS, threshold: 1_024 }]);
  expect(alerts.open()).toEqual([]);
  live.storage = room(50_000, "ok");
  await expect.poll(() => alerts.pending()).toEqual([]);
  live.storage = room(800, "low");
  await expect.poll(() => alerts.pending()).toMatchObject([{ sinceS: clock.nowS }]);
  time.ms += 30_000;
  await expect.poll(() => alerts.open()).toMatchObject([{ kind: "disk", value: 800 }]);
  expect(alerts.pending()).toEqual([]);
});

test("one that is about to open, and that nothing is read of any more, is forgotten after an hour", async () => {
  const { live, begin, time } = await fixture();
  live.models = [{ role: "llm", model: "qwen", state: "failed", required: true }];
  const alerts = await begin();
  expect(alerts.pending()).toMatchObject([{ kind: "model_down" }]);
  live.models = [];
  time.ms += unreadForS * 1_000;
  await expect.poll(() => alerts.pending()).toEqual([]);
  live.models = [{ role: "llm", model: "qwen", state: "failed", required: true }];
  await expect.poll(() => alerts.pending()).toMatchObject([{ kind: "model_down" }]);
  expect(alerts.open()).toEqual([]);
});

test("an open alert tells the silence that holds its calls back", async () => {
  const { admin, live, begin, sqlite, clock, time, logged } = await fixture();
  live.cards = card(22_800, true);
  const alerts = await begin();
  expect(alerts.open()).toMatchObject([{ kind: "vram", silence: null }]);
  const { silenceId } = await silenceAlert(admin, {
    kind: "vram",
    subject: "0",
    hours: 1,
    reason: "card is exchanged",
  });
  await expect.poll(() => alerts.open()).toMatchObject([{ silence: { reason: "card is exchanged" } }]);
  await endSilence(admin, { silenceId });
  await expect.poll(() => alerts.open()).toMatchObject([{ silence: null }]);
  await silenceAlert(admin, { kind: "vram", subject: null, hours: 1, reason: "all cards" });
  await expect.poll(() => alerts.open()).toMatchObject([{ silence: { reason: "all cards" } }]);
  // Nothing can be stored, so nothing is read, and the silence ends all the same.
  sqlite.pragma("query_only = ON");
  live.storage = { state: "full", free_mib: 3, models_free_mib: 3 };
  await expect
    .poll(() => {
      time.ms += 10_000;
      return logged("alert_not_stored").length;
    })
    .toBe(1);
  clock.nowS += 3_601;
  expect(alerts.open()[0]).toMatchObject({ kind: "vram", silence: null });
  expect(logged("alerts_failed")).toEqual([]);
});

test("one that nothing is read of any more is closed after an hour, and says so", async () => {
  const { live, begin, history, time } = await fixture();
  live.cards = card(22_800, true);
  const alerts = await begin();
  live.cards = null;
  time.ms += unreadForS * 1_000;
  await expect.poll(() => alerts.open()).toEqual([]);
  await expect.poll(history).toMatchObject([{ kind: "vram", end: "no_reading" }]);
});

test("a model must be down for a minute, and ready again for a quarter of one", async () => {
  const { live, begin, open, time } = await fixture();
  live.models = [{ role: "llm", model: "qwen", state: "failed", required: true }];
  const alerts = await begin();
  time.ms += 59_000;
  live.models = [{ role: "llm", model: "qwen", state: "loading", required: true }];
  await expect.poll(() => alerts.open()).toEqual([]);
  live.models = [{ role: "llm", model: "qwen", state: "failed", required: true }];
  time.ms += 1_000;
  await expect.poll(open).toEqual(["model_down llm/qwen"]);
});

test("turns that fail, a backup that is missing, a certificate near its end", async () => {
  const { as, person, db, clock, slow, begin, open, time } = await fixture();
  const ada = as(await person("ada"));
  const { sessionId } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(sessionId, 1));
  await begin();
  expect(await open()).toEqual([]);
  clock.nowS += 8 * 86_400;
  await expect.poll(open).toEqual(["backup_age"]);
  slow.lastBackupS = clock.nowS;
  await expect.poll(open).toEqual([]);
  slow.certificateEndsS = clock.nowS + 86_400;
  await expect.poll(open).toEqual(["certificate"]);
  // They are in no history: nothing was understood of them.
  const failed = endedTurn({ errorCode: "stt_failed" });
  const samples = Array.from({ length: 4 }, () => sampleOf(failed, { atS: clock.nowS, outcome: "failed" }));
  db.transaction((tx) => storeSamples(tx, samples, clock.nowS));
  await expect.poll(open).toEqual(["certificate", "error_rate"]);
  // An hour without a turn: nothing is known, and nothing new is called.
  clock.nowS += 3_600;
  time.ms += unreadForS * 1_000;
  await expect.poll(open).toEqual(["certificate"]);
});

test("what can't be stored is open all the same, and stored when it can be", async () => {
  const { sqlite, live, begin, open, logged } = await fixture();
  const alerts = await begin();
  sqlite.pragma("query_only = ON");
  live.storage = { state: "full", free_mib: 3, models_free_mib: 3 };
  live.cards = card(22_800, true);
  await expect.poll(() => alerts.open()).toMatchObject([{ kind: "vram", incidentId: null }]);
  expect(logged("alert_opened")).toHaveLength(1);
  await expect.poll(() => logged("alert_not_stored")).toHaveLength(1);
  sqlite.pragma("query_only = OFF");
  await expect.poll(open).toEqual(["vram 0"]);
});

test("how the voice is made is on the same time line", async () => {
  const { admin, begin, setLevel, clock } = await fixture();
  await begin();
  setLevel({ level: "fast", reason: "latency" });
  const steps = async () => (await listTimeLine(admin, { from_s: 0, to_s: clock.nowS + 1 })).degradations;
  await expect.poll(steps).toMatchObject([{ level: "fast", reason: "latency" }]);
  setLevel({ level: "full", reason: null });
  await expect.poll(steps).toMatchObject([{ level: "fast" }, { level: "full", reason: null }]);
});
