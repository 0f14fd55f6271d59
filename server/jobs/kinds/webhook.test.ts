import { createHmac } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { jobs } from "../../../drizzle/schema";
import { changeMarkOf } from "../../platform/db/change-mark";
import { silentLogger } from "../../platform/observability/logger";
import { tellOpenAlerts } from "../../records/alerts/deliveries";
import { closeIncident, openIncident } from "../../records/alerts/incidents";
import { readWebhook, saveWebhook, testWebhook } from "../../records/alerts/webhook";
import { openTestDb } from "../../records/testing/test-db";
import { createJobRunner, type JobHandlers } from "../runner";
import { createWebhook, signedHeaders } from "./webhook";

interface Received {
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A queue that sends to a real receiver, which answers with `status` now. */
async function fixture() {
  const opened = openTestDb();
  const { as, person, sqlite, clock, db } = opened;
  const admin = as(await person("boss", "admin"));
  const watch = as({ kind: "system", job: "alerts" });
  const answer = { status: 204 };
  const received: Received[] = [];
  const receiver = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.writeHead(answer.status, answer.status === 302 ? { location: "http://127.0.0.1:1/" } : {}).end("thanks");
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  onTestFinished(() => void receiver.close());
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const movedOutside = async () => [{ address: "203.0.113.5", family: 4 }];
  const handlers = { webhook: createWebhook(movedOutside) } as unknown as JobHandlers;
  const run = async () => {
    const ctx = as({ kind: "system", job: "jobs" });
    const common = { handlers, logger: silentLogger, now: () => performance.now(), tidy: async () => undefined };
    const runner = createJobRunner({ ctx, changeMark: changeMarkOf(sqlite), ...common });
    onTestFinished(() => runner.close());
    await runner.start();
    return runner;
  };
  const alert = async () => {
    const opening = { kind: "disk", subject: "", detail: null, value: 400, threshold: 1_024 } as const;
    const { incidentId } = await openIncident(watch, { ...opening, openedAt: clock.nowS });
    await tellOpenAlerts(watch);
    return incidentId;
  };
  const states = () =>
    db
      .select()
      .from(jobs)
      .where(eq(jobs.kind, "webhook"))
      .all()
      .map(({ state, runAt }) => ({ state, runInS: runAt - clock.nowS }));
  return { ...opened, admin, answer, received, url, run, alert, states };
}

test("an alert arrives signed, and its receiver can tell that it is of this server and of now", async () => {
  const { admin, received, url, run, alert, clock } = await fixture();
  const { secret } = await saveWebhook(admin, { url, basedOn: null });
  const incidentId = await alert();
  await run();
  await expect.poll(() => received).toHaveLength(1);
  const [{ headers, body }] = received as [Received];
  expect(JSON.parse(body)).toEqual({
    type: "alert.opened",
    timestamp: new Date(clock.nowS * 1_000).toISOString(),
    data: {
      ...{ id: incidentId, kind: "disk", subject: "", detail: null, unit: "mib", value: 400, worst: 400 },
      ...{ threshold: 1_024, opened_at: new Date(clock.nowS * 1_000).toISOString(), closed_at: null, end: null },
    },
  });
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = headers;
  expect([id, at]).toEqual([`alert-${incidentId}-opened`, String(clock.nowS)]);
  const key = Buffer.from(String(secret).slice("whsec_".length), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
  expect(signature).toBe(`v1,${expected}`);
  await expect
    .poll(async () => (await readWebhook(admin))?.last)
    .toMatchObject({ event: "opened", failure: null, http_status: 204, is_tried_again: false });
});

test("the signature is the one of Standard Webhooks' own example", () => {
  const headers = signedHeaders(
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1_614_265_330,
    '{"test": 2432232314}',
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  );
  expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("a receiver that is broken is tried again later, and gets the same id", async () => {
  const { admin, answer, received, url, run, alert, states, clock } = await fixture();
  await saveWebhook(admin, { url, basedOn: null });
  answer.status = 503;
  await alert();
  await run();
  await expect.poll(states).toEqual([{ state: "waiting", runInS: 2 }]);
  expect((await readWebhook(admin))?.last).toMatchObject({
    failure: "refused",
    http_status: 503,
    is_tried_again: true,
  });
  answer.status = 200;
  clock.nowS += 2;
  await expect.poll(states, { timeout: 10_000 }).toMatchObject([{ state: "completed" }]);
  expect(received.map(({ headers }) => headers["webhook-id"])).toEqual([
    ...Array(2).fill(received[0]?.headers["webhook-id"]),
  ]);
  expect((await readWebhook(admin))?.last).toMatchObject({ failure: null, attempts: 2, is_tried_again: false });
});

test("an opening that is still tried again is not told after its end", async () => {
  const { as, admin, answer, received, url, run, alert, states, clock } = await fixture();
  await saveWebhook(admin, { url, basedOn: null });
  answer.status = 503;
  const incidentId = await alert();
  await run();
  await expect.poll(states).toEqual([{ state: "waiting", runInS: 2 }]);
  answer.status = 200;
  const end = { incidentId, worst: 400, end: "over", closedAt: clock.nowS } as const;
  await closeIncident(as({ kind: "system", job: "alerts" }), end);
  await expect.poll(states).toMatchObject([{ state: "waiting" }, { state: "completed" }]);
  clock.nowS += 2;
  await expect.poll(states, { timeout: 10_000 }).toMatchObject([{ state: "completed" }, { state: "completed" }]);
  expect(received.map(({ body }) => JSON.parse(body).type)).toEqual(["alert.opened", "alert.closed"]);
  expect((await readWebhook(admin))?.last).toMatchObject({ event: "closed", failure: null });
});

test.each([
  [404, "refused"],
  [302, "redirected"],
])("a receiver that answers %i is not asked again", async (status, failure) => {
  const { admin, answer, received, url, run, alert, states } = await fixture();
  await saveWebhook(admin, { url, basedOn: null });
  answer.status = status;
  await alert();
  await run();
  await expect.poll(states).toMatchObject([{ state: "completed" }]);
  expect(received).toHaveLength(1);
  expect((await readWebhook(admin))?.last).toMatchObject({ failure, http_status: status, is_tried_again: false });
});

test("a name that has moved outside the house since gets nothing, and a test is sent once", async () => {
  const { admin, run, alert, states } = await fixture();
  const moved = "http://moved.house/hook";
  await saveWebhook(admin, { url: moved, basedOn: null }, async () => [{ address: "127.0.0.1", family: 4 }]);
  await alert();
  const runner = await run();
  await expect.poll(states).toMatchObject([{ state: "completed" }]);
  expect((await readWebhook(admin))?.last).toMatchObject({ event: "opened", failure: "outside", http_status: null });
  await saveWebhook(admin, { url: "http://127.0.0.1:1/", basedOn: moved });
  const { jobId } = await testWebhook(admin);
  expect(await runner.finished(jobId)).toMatchObject({ event: "test", failure: "unreachable", is_tried_again: false });
});

test("a receiver that is away for a day missed it", async () => {
  const { admin, answer, url, run, alert, states, clock } = await fixture();
  await saveWebhook(admin, { url, basedOn: null });
  answer.status = 503;
  await alert();
  clock.nowS += 86_400;
  await run();
  await expect.poll(states).toMatchObject([{ state: "completed" }]);
  expect((await readWebhook(admin))?.last).toMatchObject({ failure: "refused", is_tried_again: false });
});
