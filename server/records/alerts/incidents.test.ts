import { expect, test } from "vitest";
import { openTestDb } from "../testing/test-db";
import { closeIncident, listOpenAlerts, type Opening, openIncident } from "./incidents";
import { forgetOldIncidents, listTimeLine, recordDegradation } from "./time-line";

async function fixture() {
  const opened = openTestDb();
  const watch = opened.as({ kind: "system", job: "alerts" });
  const admin = opened.as(await opened.person("boss", "admin"));
  const open = (change: Partial<Opening> = {}) =>
    openIncident(watch, {
      ...{ kind: "vram", subject: "0", detail: null, value: 0.93, threshold: 0.9, openedAt: opened.clock.nowS },
      ...change,
    });
  return { ...opened, watch, admin, open };
}

test("an alert that is open is not opened twice; closed, it can open again", async () => {
  const { watch, admin, open, clock } = await fixture();
  const { incidentId } = await open();
  expect(await open({ value: 0.99 })).toEqual({ incidentId });
  const other = await open({ subject: "1", windowS: 1_800 });
  expect(await listOpenAlerts(admin)).toMatchObject([
    { id: incidentId, kind: "vram", subject: "0", value: 0.93, threshold: 0.9, closed_at_s: null, silence: null },
    { id: other.incidentId, subject: "1", window_s: 1_800 },
  ]);
  const closing = { incidentId, worst: 0.97, end: "over", closedAt: clock.nowS + 60 } as const;
  await closeIncident(watch, closing);
  await closeIncident(watch, { ...closing, worst: 2, closedAt: clock.nowS + 900 });
  expect((await listOpenAlerts(admin)).map(({ id }) => id)).toEqual([other.incidentId]);
  expect((await open()).incidentId).not.toBe(incidentId);
  const { incidents } = await listTimeLine(admin, { from_s: clock.nowS, to_s: clock.nowS + 1 });
  expect(incidents[0]).toMatchObject({ id: incidentId, worst: 0.97, end: "over", closed_at_s: clock.nowS + 60 });
});

test("a time line has what was open in it, and the level that held when it began", async () => {
  const { watch, admin, open, clock } = await fixture();
  const beginS = clock.nowS;
  await recordDegradation(watch, { level: "full", reason: null });
  await recordDegradation(watch, { level: "fast", reason: "latency" });
  const { incidentId } = await open();
  await closeIncident(watch, { incidentId, worst: 0.95, end: "over", closedAt: beginS + 100 });
  clock.nowS += 200;
  await recordDegradation(watch, { level: "fast", reason: "latency" });
  await recordDegradation(watch, { level: "full", reason: null });
  await open({ kind: "disk", subject: "" });
  const range = (from_s: number, to_s: number) => listTimeLine(admin, { from_s, to_s });
  expect(await range(beginS + 50, beginS + 150)).toMatchObject({
    incidents: [{ id: incidentId }],
    degradations: [{ at_s: beginS, level: "fast", reason: "latency" }],
  });
  expect(await range(beginS + 150, beginS + 300)).toMatchObject({
    incidents: [{ kind: "disk", closed_at_s: null }],
    degradations: [{ level: "fast" }, { at_s: beginS + 200, level: "full", reason: null }],
  });
  expect(await range(0, beginS)).toEqual({ incidents: [], degradations: [] });
});

test("what ended more than 400 days ago is forgotten; what is open never", async () => {
  const { watch, admin, open, clock } = await fixture();
  const { incidentId } = await open();
  await open({ subject: "1" });
  await closeIncident(watch, { incidentId, worst: null, end: "no_reading", closedAt: clock.nowS });
  await recordDegradation(watch, { level: "fast", reason: "latency" });
  const all = { from_s: 0, to_s: clock.nowS + 1 };
  clock.nowS += 400 * 86_400;
  await forgetOldIncidents(watch);
  expect((await listTimeLine(admin, all)).incidents).toHaveLength(2);
  clock.nowS += 1;
  await forgetOldIncidents(watch);
  expect(await listTimeLine(admin, all)).toMatchObject({ incidents: [{ subject: "1" }], degradations: [] });
});
