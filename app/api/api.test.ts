import { rmSync, truncateSync } from "node:fs";
import { expect, test } from "vitest";
import { silentLogger } from "@/server/platform/observability/logger";
import { startSession } from "@/server/records/sessions/start-session";
import { sessionOptions, turnInput } from "@/server/records/testing/turn-input";
import { recordTurn } from "@/server/records/turns/record-turn";
import { getRuntime, setRuntime } from "@/server/web/runtime";
import * as conversationRoute from "./conversations/[sessionId]/route";
import * as conversationsRoute from "./conversations/route";
import * as historyExportRoute from "./history/export/route";
import * as historyRoute from "./history/route";
import * as settingsRoute from "./settings/route";
import { origin, request, running } from "./testing/running-api";
import * as audioRoute from "./turns/[turnId]/audio/[side]/route";
import * as sampleRoute from "./voices/[voice]/sample/route";

const noParams = { params: Promise.resolve({}) };

test("conversations: 401 with the shared body for nobody, an array for cookie and token", async () => {
  const { cookie, bearer } = await running();
  const refused = await conversationsRoute.GET(request("/api/conversations", {}), noParams);
  expect(refused.status).toBe(401);
  expect(refused.headers.get("www-authenticate")).toBe("Bearer");
  expect(await refused.json()).toEqual({ error: { code: "unauthorized", message: "Log in first." } });
  for (const headers of [{ cookie }, { authorization: bearer }] as Record<string, string>[]) {
    const answer = await conversationsRoute.GET(request("/api/conversations?limit=20", headers), noParams);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(await answer.json()).toEqual([]);
  }
});

test("conversations: the next page is linked, bad queries are 400, too much is 403", async () => {
  const { ada, cookie } = await running();
  for (let i = 0; i < 3; i++) {
    const { sessionId } = await startSession(ada, sessionOptions);
    await recordTurn(ada, turnInput(sessionId, 1, { userAudio: null, replyAudio: null }));
  }
  const get = (path: string) => conversationsRoute.GET(request(path, { cookie }), noParams);
  const first = await get("/api/conversations?limit=2&q=question%201");
  expect(await first.json()).toHaveLength(2);
  const next = /^<(.+)>; rel="next"$/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  expect(next).toContain("limit=2");
  expect(next).toContain("q=question");
  expect(await (await get("/api/conversations?q=unheard-of")).json()).toEqual([]);
  const last = await get(next);
  expect(await last.json()).toHaveLength(1);
  expect(last.headers.get("link")).toBeNull();
  for (const query of ["limit=x", "limit=0", "limit=-1", "cursor=x", "scope=theirs"]) {
    const answer = await get(`/api/conversations?${query}`);
    expect([query, answer.status]).toEqual([query, 400]);
    expect(await answer.json()).toMatchObject({ error: { code: "invalid_input" } });
  }
  expect((await get("/api/conversations?scope=all")).status).toBe(403);
});

test.each([
  ["/api/conversations", conversationsRoute],
  ["/api/history", historyRoute],
  ["/api/history/export", historyExportRoute],
])("%s: a parameter that it does not know is refused, not passed over", async (path, route) => {
  const { cookie } = await running();
  const answer = await route.GET(request(`${path}?ratng=down&persn=nobody`, { cookie }), noParams);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ error: { code: "invalid_input", message: "Not valid: ratng, persn." } });
});

test("conversations: one of them is whole under its id, somebody else's is not there", async () => {
  const { ada, as, person, cookie } = await running();
  const { sessionId } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(sessionId, 1, { userAudio: null, replyAudio: null }));
  const bob = as(await person("bob"));
  const { sessionId: bobs } = await startSession(bob, sessionOptions);
  await recordTurn(bob, turnInput(bobs, 1, { userAudio: null, replyAudio: null }));
  const get = (id: string) =>
    conversationRoute.GET(request(`/api/conversations/${id}`, { cookie }), {
      params: Promise.resolve({ sessionId: id }),
    });
  expect(await (await get(sessionId)).json()).toMatchObject({
    id: sessionId,
    turn_count: 1,
    turns: [{ turn_number: 1 }],
  });
  expect([(await get(bobs)).status, (await get("unknown")).status]).toEqual([404, 404]);
});

test("history: the page's own list links its next page as the public one does", async () => {
  const { ada, cookie } = await running();
  for (let i = 0; i < 2; i++) {
    const { sessionId } = await startSession(ada, sessionOptions);
    await recordTurn(ada, turnInput(sessionId, 1, { userAudio: null, replyAudio: null }));
  }
  const answer = await historyRoute.GET(request("/api/history?limit=1", { cookie }), noParams);
  expect(await answer.json()).toMatchObject([{ turn_count: 1, words: { text: "question 1" } }]);
  expect(answer.headers.get("link")).toMatch(/^<\/api\/history\?limit=1&cursor=[\w.]+>; rel="next"$/);
});

test("audio: whole, in part, beyond the end, HEAD only, and with its file missing", async () => {
  const { ada, cookie, dataDir } = await running();
  const { sessionId } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(sessionId, 1));
  const turnId = `${sessionId}-t1`;
  const get = (range?: string, method = "GET") =>
    audioRoute.GET(request(`/api/turns/${turnId}/audio/user`, { cookie, ...(range ? { range } : {}) }, { method }), {
      params: Promise.resolve({ turnId, side: "user" }),
    });
  const whole = await get();
  expect(whole.status).toBe(200);
  expect(whole.headers.get("content-type")).toBe("audio/wav");
  expect(whole.headers.get("accept-ranges")).toBe("bytes");
  const wav = Buffer.from(await whole.arrayBuffer());
  expect(wav.length).toBe(44 + 32_000);
  expect(whole.headers.get("content-length")).toBe(String(wav.length));

  const part = await get("bytes=44-143");
  expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 44-143/${wav.length}`]);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(wav.subarray(44, 144));
  const tail = await get("bytes=-10");
  expect(Buffer.from(await tail.arrayBuffer())).toEqual(wav.subarray(-10));

  const beyond = await get(`bytes=${wav.length}-`);
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${wav.length}`]);

  const head = await get(undefined, "HEAD");
  expect([head.status, head.headers.get("content-length"), head.body]).toEqual([200, String(wav.length), null]);

  rmSync(`${dataDir}/audio/raw/${sessionId}_1.wav`);
  const gone = await get();
  expect(gone.status).toBe(404);
  expect(await gone.json()).toMatchObject({ error: { code: "not_found" } });
});

test("audio: an empty file counts as missing", async () => {
  const { ada, cookie, dataDir } = await running();
  const { sessionId } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(sessionId, 1));
  truncateSync(`${dataDir}/audio/raw/${sessionId}_1.wav`);
  const params = Promise.resolve({ turnId: `${sessionId}-t1`, side: "user" });
  const answer = await audioRoute.GET(request("/api/turns/x/audio/user", { cookie }), { params });
  expect(answer.status).toBe(404);
});

test.each([
  ["../../app.db", "user"],
  ["..%2F..%2Fapp.db", "user"],
  ["unknown", "user"],
  ["unknown", "../user"],
])("audio: turn %j, side %j gives nothing", async (turnId, side) => {
  const { cookie } = await running();
  const answer = await audioRoute.GET(request("/api/turns/x/audio/user", { cookie }), {
    params: Promise.resolve({ turnId, side }),
  });
  expect([400, 404]).toContain(answer.status);
});

test("settings: kept with a cookie from our own pages or with a token, not from another site", async () => {
  const { cookie, bearer } = await running();
  const put = async (headers: Record<string, string>, body = '{"key":"theme","value":"dark"}') =>
    (await settingsRoute.PUT(request("/api/settings", headers, { method: "PUT", body }), noParams)).status;
  expect(await put({ cookie, origin: "https://evil.example" })).toBe(403);
  expect(await put({ cookie, origin: "null" })).toBe(403);
  expect(await put({ cookie, origin: "https://avatar.lan:9000" })).toBe(403);
  expect(await put({ cookie, "sec-fetch-site": "cross-site" })).toBe(403);
  expect(await put({ cookie, origin })).toBe(200);
  expect(await put({ cookie, "sec-fetch-site": "same-origin" })).toBe(200);
  expect(await put({ authorization: bearer })).toBe(200);
  expect(await put({ cookie, origin }, "{")).toBe(400);
  expect(await put({ cookie, origin }, "null")).toBe(400);
  const read = await settingsRoute.GET(request("/api/settings", { cookie }), noParams);
  expect(await read.json()).toEqual({ theme: "dark" });
});

test("an unexpected error is a 500 that does not show its text", async () => {
  const { ada, cookie, sqlite } = await running();
  const { sessionId } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(sessionId, 1, { userAudio: null, replyAudio: null }));
  const events: string[] = [];
  const logger = { ...silentLogger, error: (event: string) => void events.push(event) };
  setRuntime({ ...getRuntime(), logger });
  sqlite.exec("drop table turn_details");
  const answer = await conversationsRoute.GET(request("/api/conversations", { cookie }), noParams);
  expect(answer.status).toBe(500);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({ error: { code: "internal" } });
  expect(text).not.toMatch(/turn_details|sqlite/i);
  expect(events).toEqual(["request_failed"]);
});

test("a voice's sample: nobody gets 401, a wrong question 400, everybody else the sound", async () => {
  const { cookie } = await running();
  const ask = (query: string, headers: Record<string, string> = { cookie }, voice = "heart") =>
    sampleRoute.GET(request(`/api/voices/${voice}/sample${query}`, headers), { params: Promise.resolve({ voice }) });
  expect((await ask("?language=en&mode=hq", {})).status).toBe(401);
  for (const query of ["", "?language=fr&mode=hq", "?language=en&mode=slow"])
    expect((await ask(query)).status).toBe(400);
  expect((await ask("?language=en&mode=hq", { cookie }, "../etc")).status).toBe(400);
  const answer = await ask("?language=en&mode=hq");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "audio/wav"]);
  expect((await answer.arrayBuffer()).byteLength).toBe(44);
});
