import { join } from "node:path";
import { expect, test } from "vitest";
import { alertIncidents, alertWebhook, auditLog, jobs } from "../../../drizzle/schema";
import { holdLock } from "../../platform/db/testing/hold-lock";
import { seenWebhook as seen } from "../testing/seen-webhook";
import { openTestDb } from "../testing/test-db";
import { findDelivery, noteDelivery, tellOpenAlerts } from "./deliveries";
import { closeIncident, listOpenAlerts, openIncident } from "./incidents";
import { endSilence, listSilences, silenceAlert } from "./silences";
import { readWebhook, removeWebhook, renewWebhookSecret, saveWebhook, testWebhook } from "./webhook";

const url = "http://192.168.0.7:8080/hooks/a-secret-path";

async function fixture() {
  const opened = openTestDb();
  const { db, as, person, clock } = opened;
  const watch = as({ kind: "system", job: "alerts" });
  const admin = as(await person("boss", "admin"));
  const openVram = (subject = "0") =>
    openIncident(watch, { kind: "vram", subject, detail: null, value: 0.93, threshold: 0.9, openedAt: clock.nowS });
  const close = (incidentId: number) =>
    closeIncident(watch, { incidentId, worst: 0.97, end: "over", closedAt: clock.nowS });
  const queued = () =>
    db
      .select()
      .from(jobs)
      .all()
      .map(({ payload }) => payload);
  return { ...opened, watch, admin, openVram, close, queued };
}

test("the webhook's secret is told once; the audit has neither it nor the address's path", async () => {
  const { admin, db } = await fixture();
  expect(await readWebhook(admin)).toBeNull();
  const { secret } = await saveWebhook(admin, { url, basedOn: null });
  expect(secret).toMatch(/^whsec_[\w+/]{32}$/);
  expect(await saveWebhook(admin, { url: "http://127.0.0.1/", basedOn: url })).toEqual({ secret: null });
  const renewed = await renewWebhookSecret(admin, { basedOn: await seen(admin) });
  expect(renewed.secret).not.toBe(secret);
  expect(await readWebhook(admin)).toMatchObject({ url: "http://127.0.0.1/", last: null, waiting: 0 });
  await removeWebhook(admin, { basedOn: await seen(admin) });
  expect(await readWebhook(admin)).toBeNull();
  const rows = db.select().from(auditLog).all();
  expect(rows.map(({ action }) => action)).toEqual([
    ...["webhook.save", "webhook.save", "webhook.renew_secret", "webhook.remove"],
  ]);
  expect(rows[0]?.after).toEqual({ origin: "http://192.168.0.7:8080" });
  expect(JSON.stringify(rows)).not.toMatch(/whsec|a-secret-path/);
});

test("neither removed nor given a new secret over a change that whoever does it has not seen", async () => {
  const { admin, db } = await fixture();
  await saveWebhook(admin, { url, basedOn: null });
  const old = await seen(admin);
  await saveWebhook(admin, { url: "http://127.0.0.1/", basedOn: url });
  await expect(removeWebhook(admin, { basedOn: old })).rejects.toMatchObject({ code: "conflict" });
  await expect(renewWebhookSecret(admin, { basedOn: old })).rejects.toMatchObject({ code: "conflict" });
  expect(await readWebhook(admin)).toMatchObject({ url: "http://127.0.0.1/" });
  // Two at once, within the second in which it was made: one is told a secret that holds, the other that it is not.
  const before = await seen(admin);
  const both = [renewWebhookSecret(admin, { basedOn: before }), renewWebhookSecret(admin, { basedOn: before })];
  const [renewed, refused] = await Promise.allSettled(both);
  expect(refused).toMatchObject({ status: "rejected", reason: { code: "conflict" } });
  expect(renewed).toMatchObject({
    status: "fulfilled",
    value: { secret: db.select().from(alertWebhook).get()?.secret },
  });
  await expect(removeWebhook(admin, { basedOn: before })).rejects.toMatchObject({ code: "conflict" });
  await removeWebhook(admin, { basedOn: await seen(admin) });
  // What is gone already is not removed over anything.
  await removeWebhook(admin, { basedOn: before });
  expect(await readWebhook(admin)).toBeNull();
});

test.each(["ftp://127.0.0.1/", "http://me:word@127.0.0.1/", "127.0.0.1:80", "http://127.0.0.1/#x"])(
  "%s is no webhook",
  async (wrong) => {
    const { admin } = await fixture();
    await expect(saveWebhook(admin, { url: wrong, basedOn: null })).rejects.toMatchObject({ code: "invalid_input" });
  },
);

test.each([
  ["http://203.0.113.9/hook", [], "address_outside"],
  ["http://169.254.169.254/latest", [], "address_outside"],
  ["https://example.com/x", ["192.168.0.7", "93.184.216.34"], "address_outside"],
  ["http://gone.house/", [], "name_unresolved"],
])("%s is refused before it is kept", async (outside, addresses, code) => {
  const { admin, db } = await fixture();
  const resolve = async () => addresses.map((address) => ({ address, family: 4 }));
  await expect(saveWebhook(admin, { url: outside, basedOn: null }, resolve)).rejects.toMatchObject({ code });
  expect(await readWebhook(admin)).toBeNull();
  expect(db.select().from(auditLog).all()).toEqual([]);
});

test("an alert is told once, also one that was open before there was a webhook, and its end after it", async () => {
  const { watch, admin, openVram, close, queued, clock } = await fixture();
  const { incidentId } = await openVram();
  await tellOpenAlerts(watch);
  expect(queued()).toEqual([]);
  const { secret } = await saveWebhook(admin, { url, basedOn: null });
  for (let looks = 0; looks < 2; looks++) await tellOpenAlerts(watch);
  expect(queued()).toEqual([{ event: "opened", incidentId }]);
  clock.nowS += 60;
  await close(incidentId);
  await close(incidentId);
  expect(queued()).toEqual([
    { event: "opened", incidentId },
    { event: "closed", incidentId },
  ]);
  expect(await findDelivery(watch, { event: "closed", incidentId })).toMatchObject({
    ...{ url, secret },
    body: {
      type: "alert.closed",
      data: { id: incidentId, kind: "vram", subject: "0", unit: "share", value: 0.93, worst: 0.97, end: "over" },
    },
  });
  await removeWebhook(admin, { basedOn: await seen(admin) });
  expect(await findDelivery(watch, { event: "closed", incidentId })).toBeNull();
});

test("a silenced alert calls nobody until the silence is over; then it is told, if it is still open", async () => {
  const { watch, admin, db, openVram, close, queued, clock } = await fixture();
  await saveWebhook(admin, { url, basedOn: null });
  const { silenceId } = await silenceAlert(admin, { kind: "vram", subject: "0", hours: 2, reason: "New card comes" });
  await silenceAlert(admin, { kind: "vram", subject: "1", hours: 1, reason: "Known" });
  const ids = [await openVram("0"), await openVram("1"), await openVram("2")].map(({ incidentId }) => incidentId);
  await tellOpenAlerts(watch);
  expect(queued()).toEqual([{ event: "opened", incidentId: ids[2] }]);
  expect(await listOpenAlerts(admin)).toMatchObject([
    { silence: { id: silenceId, reason: "New card comes", by: "boss", until_s: clock.nowS + 7_200 } },
    { silence: { reason: "Known" } },
    { silence: null },
  ]);
  // One ends while its alert is over, the other is ended early.
  await close(ids[1] as number);
  await endSilence(admin, { silenceId });
  clock.nowS += 3_600;
  await tellOpenAlerts(watch);
  expect(queued()).toEqual([
    { event: "opened", incidentId: ids[2] },
    { event: "opened", incidentId: ids[0] },
  ]);
  expect(await listSilences(admin)).toEqual([]);
  expect(db.select().from(alertIncidents).all()).toMatchObject([{ toldAt: clock.nowS }, { toldAt: null }, {}]);
  // What a person wrote is not in the audit.
  expect(JSON.stringify(db.select().from(auditLog).all())).not.toMatch(/New card|Known/);
});

test("to look at a silenced alert again and again takes no write lock", async () => {
  const { watch, admin, openVram, queued, dataDir, sqlite } = await fixture();
  await saveWebhook(admin, { url, basedOn: null });
  await silenceAlert(admin, { kind: "vram", subject: "0", hours: 2, reason: "Known" });
  await openVram("0");
  sqlite.pragma("busy_timeout = 0");
  const holder = await holdLock(join(dataDir, "app.db"), "BEGIN IMMEDIATE");
  await tellOpenAlerts(watch);
  expect(queued()).toEqual([]);
  await holder.release();
});

test("a silence of a kind holds for all of its subjects", async () => {
  const { admin, openVram } = await fixture();
  await silenceAlert(admin, { kind: "vram", subject: null, hours: 1, reason: "Tests" });
  await openVram("4");
  expect(await listOpenAlerts(admin)).toMatchObject([{ silence: { subject: null } }]);
});

test("of two people who say where alerts go at the same time, the later one is told", async () => {
  const { admin } = await fixture();
  await saveWebhook(admin, { url, basedOn: null });
  const late = saveWebhook(admin, { url: "http://127.0.0.1/", basedOn: null });
  await expect(late).rejects.toMatchObject({ code: "conflict" });
  expect(await readWebhook(admin)).toMatchObject({ url });
  // Both mean the same.
  expect(await saveWebhook(admin, { url, basedOn: null })).toEqual({ secret: null });
});

test("a test is queued, and what became of it is kept", async () => {
  const { watch, admin, queued } = await fixture();
  await expect(testWebhook(admin)).rejects.toMatchObject({ code: "not_found" });
  await saveWebhook(admin, { url, basedOn: null });
  await testWebhook(admin);
  expect(queued()).toEqual([{ event: "test", incidentId: null }]);
  expect(await readWebhook(admin)).toMatchObject({ waiting: 1 });
  expect(await findDelivery(watch, { event: "test", incidentId: null })).toMatchObject({ body: { data: null } });
  const last = { event: "test", at_s: 5, attempts: 1, failure: "refused", http_status: 404, is_tried_again: false };
  await noteDelivery(watch, last as Parameters<typeof noteDelivery>[1]);
  expect(await readWebhook(admin)).toMatchObject({ last });
});
