import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { users } from "../../../drizzle/schema";
import type { Role } from "../../../lib/auth/permissions";
import { createAccessWatch } from "../../access/access-watch";
import type { UserActor } from "../../access/actor";
import { standingsOf } from "../../access/standing";
import { changeMarkOf } from "../../platform/db/change-mark";
import { silentLogger } from "../../platform/observability/logger";
import { deferred } from "../../platform/timing/deferred";
import { openTestDb } from "../../records/testing/test-db";
import { createLiveFeed } from "./live-feed";

interface Event {
  event: string;
  data: unknown;
}

/** A feed on a port of its own; the header `authorization` names the person. */
async function openFeed(limits = { listeners: 3, perPerson: 2 }) {
  const { db, sqlite, as, person } = openTestDb();
  const people = new Map<string, UserActor>();
  const add = async (name: string, role: Role) => {
    const credential = { kind: "login" as const, loginId: name, loginEpoch: 0, expiresAt: 4_000_000_000 };
    people.set(name, { ...(await person(name, role)), credential });
  };
  const access = createAccessWatch({
    changeMark: changeMarkOf(sqlite),
    standingsOf: (actors) => standingsOf(as({ kind: "system", job: "login" }).db, actors),
    nowMs: Date.now,
    logger: silentLogger,
  });
  let state: object = { sessions: [], storage: "ok" };
  let reads = 0;
  let authenticating = Promise.resolve();
  const feed = createLiveFeed({
    read: async () => {
      reads += 1;
      return state;
    },
    authenticate: async ({ authorization }) => {
      await authenticating;
      return people.get(authorization ?? "") ?? null;
    },
    access,
    logger: silentLogger,
    readEveryMs: 10,
    limits,
  });
  const responses: http.ServerResponse[] = [];
  const server = http.createServer((request, response) => {
    responses.push(response);
    if (!feed.handle(request, response)) response.end("page");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    feed.close();
    access.close();
    server.closeAllConnections();
    server.close();
  });

  async function listen(name: string, headers: http.OutgoingHttpHeaders = {}, method = "GET") {
    const { port } = server.address() as AddressInfo;
    const request = http.request({
      ...{ host: "127.0.0.1", port, path: "/api/live", method, agent: false },
      headers: { authorization: name, ...headers },
    });
    request.on("error", () => undefined).end();
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    const events: Event[] = [];
    let text = "";
    response.on("error", () => undefined).setEncoding("utf8");
    response.on("data", (piece: string) => {
      text += piece;
      for (let at = text.indexOf("\n\n"); at >= 0; at = text.indexOf("\n\n")) {
        const [, event = "", data = ""] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, at)) ?? [];
        if (event === "change") events.push({ event, data: JSON.parse(data) });
        text = text.slice(at + 2);
      }
    });
    return { status: response.statusCode, headers: response.headers, events, response, leave: () => request.destroy() };
  }
  const setState = (next: object) => {
    state = next;
  };
  const end = () => feed.close();
  /** Everybody waits for this before it is known who they are. */
  const waitFor = (promise: Promise<void>) => {
    authenticating = promise;
  };
  return { waitFor, add, db, listen, setState, responses, end, reads: () => reads };
}

test("a listener gets the whole state, then only what changes; nothing is read while nobody listens", async () => {
  const { add, listen, setState, reads } = await openFeed();
  await add("ann", "admin");
  expect(reads()).toBe(0);
  const { events, headers, leave } = await listen("ann");
  expect(headers).toMatchObject({ "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
  await expect.poll(() => events.length).toBe(1);
  setState({ sessions: ["bob"], storage: "ok" });
  await expect
    .poll(() => events.map(({ data }) => data))
    .toEqual([{ sessions: [], storage: "ok" }, { sessions: ["bob"] }]);
  const late = await listen("ann");
  await expect.poll(() => late.events.map(({ data }) => data)).toEqual([{ sessions: ["bob"], storage: "ok" }]);
  leave();
  late.leave();
  await expect
    .poll(async () => {
      const before = reads();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return reads() - before;
    })
    .toBe(0);
});

test("only who may read metrics listens, from our own pages, and a bounded number", async () => {
  const { add, listen } = await openFeed();
  await Promise.all([add("ann", "admin"), add("bea", "admin"), add("tom", "staff"), add("quy", "qa")]);
  expect((await listen("nobody")).status).toBe(401);
  expect((await listen("tom")).status).toBe(403);
  expect((await listen("quy")).status).toBe(403);
  expect((await listen("ann", { origin: "https://evil.example" })).status).toBe(403);
  expect((await listen("ann", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await listen("ann", {}, "POST")).status).toBe(405);
  const first = await listen("ann");
  expect([first.status, (await listen("ann")).status, (await listen("ann")).status]).toEqual([200, 200, 429]);
  expect([(await listen("bea")).status, (await listen("bea")).status]).toEqual([200, 429]);
  first.leave();
  await expect.poll(async () => (await listen("bea")).status).toBe(200);
});

test("those who come at the same moment get no more places than there are", async () => {
  const { add, listen, responses, waitFor } = await openFeed();
  await add("ann", "admin");
  const gate = deferred<void>();
  waitFor(gate.promise);
  const asked = Array.from({ length: 4 }, () => listen("ann"));
  await expect.poll(() => responses.length).toBe(4);
  gate.resolve();
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 200, 429, 429]);
});

test("it ends when the access ends", async () => {
  const { add, db, listen } = await openFeed();
  await add("ann", "admin");
  const { response } = await listen("ann");
  const ended = once(response, "end");
  db.update(users).set({ role: "staff" }).where(eq(users.username, "ann")).run();
  await ended;
});

test.each(["its access ends", "the feed is closed"])(
  "a listener that reads nothing is written no more once %s",
  async (how) => {
    const { add, db, listen, setState, responses, end, reads } = await openFeed();
    await Promise.all([add("ann", "admin"), add("bea", "admin")]);
    const { response } = await listen("ann");
    response.pause();
    const [stalled] = responses as [http.ServerResponse];
    const errors: Error[] = [];
    stalled.on("error", (error) => errors.push(error));
    for (let size = 0; stalled.writableLength === 0; size += 1) {
      setState({ big: `${"x".repeat(50_000)}${size}` });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await listen("bea");
    if (how === "its access ends") db.update(users).set({ role: "staff" }).where(eq(users.username, "ann")).run();
    else end();
    await expect.poll(() => stalled.writableEnded || stalled.destroyed).toBe(true);
    const before = reads();
    setState({ big: "small" });
    if (how === "its access ends") await expect.poll(() => reads()).toBeGreaterThan(before + 1);
    else await new Promise((resolve) => setTimeout(resolve, 50));
    expect(errors).toEqual([]);
    expect(stalled.destroyed).toBe(true);
  },
);
