import { expect, test } from "vitest";
import { replayResults } from "@/drizzle/schema";
import type { Role } from "@/lib/auth/permissions";
import { noExpectations } from "@/lib/replay/expectations";
import { addCases } from "@/server/records/replays/add-cases";
import { findSet } from "@/server/records/replays/find-set";
import { writeResultSound } from "@/server/records/replays/result-files";
import { requestRun } from "@/server/records/replays/runs";
import { startSession } from "@/server/records/sessions/start-session";
import { sessionOptions, turnInput } from "@/server/records/testing/turn-input";
import { createToken } from "@/server/records/tokens/create-token";
import { recordTurn } from "@/server/records/turns/record-turn";
import * as conversationRoute from "../conversations/[sessionId]/replays/route";
import { request, running } from "../testing/running-api";
import * as setRoute from "./[setId]/route";
import * as trendRoute from "./[setId]/trend/route";
import * as offerRoute from "./offer/route";
import * as setsRoute from "./route";
import * as audioRoute from "./runs/[runId]/cases/[caseId]/audio/route";
import * as progressRoute from "./runs/[runId]/progress/route";
import * as runRoute from "./runs/[runId]/route";

type Headers = Record<string, string>;

/** A set with a run of one turn of a staff member, which has a result with sound; another set with a run. */
async function begin() {
  const house = await running();
  const headersOf = async (username: string, role: Role): Promise<Headers> => {
    const boss = house.as(await house.person(`admin for ${username}`, "admin"));
    await house.person(username, role);
    return { authorization: `Bearer ${(await createToken(boss, { username, name: "t" })).token}` };
  };
  const { sessionId } = await startSession(house.ada, sessionOptions);
  await recordTurn(house.ada, turnInput(sessionId, 1));
  const qa = house.as(await house.person("keeper", "qa"));
  const setWithRun = async (newSetName: string) => {
    const { setId } = await addCases(qa, { newSetName, sessionIds: [sessionId] });
    const { runId } = await requestRun(qa, { setId, name: "Run", changes: {}, requestKey: `the run of ${newSetName}` });
    return { setId, runId, caseId: (await findSet(qa, { setId })).cases[0]?.id ?? 0 };
  };
  const own = await setWithRun("Cards");
  const key = { runId: own.runId, caseId: own.caseId, repeat: 0 };
  const { path, bytes } = await writeResultSound(qa, key, new Int16Array(2_400));
  const result = { userText: "a", aiText: "b", aiAudioPath: path, audioBytes: bytes, createdAt: 1 };
  const facts = { outcome: "done", models: { stt: null, llm: "m", tts: "t" }, aiAudioMs: 100, calls: [] } as never;
  house.db
    .insert(replayResults)
    .values({ ...key, ...result, facts })
    .run();
  return {
    ...own,
    sessionId,
    other: await setWithRun("Others"),
    staff: { authorization: house.bearer },
    headersOf,
  };
}

/** Every address of replays for one set, run, case and conversation. */
function addresses(headers: Headers) {
  const of = (path: string) => request(`/api/${path}`, headers);
  const setParams = (setId: number | string) => ({ params: Promise.resolve({ setId: String(setId) }) });
  return {
    sets: () => setsRoute.GET(of("replays"), { params: Promise.resolve({}) }),
    offer: () => offerRoute.GET(of("replays/offer"), { params: Promise.resolve({}) }),
    set: (setId: number | string) => setRoute.GET(of(`replays/${setId}`), setParams(setId)),
    trend: (setId: number | string) => trendRoute.GET(of(`replays/${setId}/trend`), setParams(setId)),
    run: (runId: number | string, query = "") =>
      runRoute.GET(of(`replays/runs/${runId}${query}`), { params: Promise.resolve({ runId: String(runId) }) }),
    progress: (runId: number | string) =>
      progressRoute.GET(of(`replays/runs/${runId}/progress`), { params: Promise.resolve({ runId: String(runId) }) }),
    audio: (runId: number | string, caseId: number | string, query = "", range: Headers = {}) =>
      audioRoute.GET(request(`/api/replays/runs/${runId}/cases/${caseId}/audio${query}`, { ...headers, ...range }), {
        params: Promise.resolve({ runId: String(runId), caseId: String(caseId) }),
      }),
    conversation: (sessionId: string) =>
      conversationRoute.GET(of(`conversations/${sessionId}/replays`), { params: Promise.resolve({ sessionId }) }),
  };
}

test("replays are for QA and administrators: nobody is 401, staff 403 also for what is their own", async () => {
  const { setId, runId, caseId, sessionId, staff, headersOf } = await begin();
  const statuses = async (headers: Headers) => {
    const get = addresses(headers);
    const answers = [get.sets(), get.offer(), get.set(setId), get.trend(setId), get.run(runId), get.progress(runId)];
    const all = await Promise.all([...answers, get.audio(runId, caseId), get.conversation(sessionId)]);
    for (const answer of all) {
      expect(answer.headers.get("cache-control")).toContain("no-store");
      if (!answer.ok) expect(await answer.json()).toMatchObject({ error: { code: expect.any(String) } });
    }
    return [...new Set(all.map(({ status }) => status))];
  };
  expect(await statuses({})).toEqual([401]);
  expect(await statuses(staff)).toEqual([403]);
  // Not even whether there is such a set.
  expect((await addresses(staff).set(99)).status).toBe(403);
  expect(await statuses(await headersOf("qa", "qa"))).toEqual([200]);
  expect(await statuses(await headersOf("boss", "admin"))).toEqual([200]);
});

test("a set, its run and what a turn is in are as lib/replay/views has them", async () => {
  const { setId, runId, caseId, sessionId, headersOf, other } = await begin();
  const get = addresses(await headersOf("qa", "qa"));
  expect(await (await get.sets()).json()).toMatchObject([
    { id: other.setId },
    { id: setId, name: "Cards", run_count: 1 },
  ]);
  expect(await (await get.set(setId)).json()).toMatchObject({
    id: setId,
    cases: [{ id: caseId, expectations: noExpectations }],
    runs: [{ id: runId, state: "waiting", done_count: 1, total_count: 1 }],
  });
  expect(await (await get.trend(setId)).json()).toEqual([]);
  const progress = { state: "waiting", done_count: 1, total_count: 1, waits_for: null };
  expect(await (await get.progress(runId)).json()).toEqual(progress);
  const audio = `/api/replays/runs/${runId}/cases/${caseId}/audio?repeat=0`;
  expect(await (await get.run(runId)).json()).toMatchObject({
    set: { id: setId },
    against: null,
    cases: [{ base: { user_text: "question 1" }, results: [{ ai_audio_url: audio }], blind: [] }],
  });
  expect(await (await get.conversation(sessionId)).json()).toMatchObject({
    [`${sessionId}-t1`]: [
      { set_id: other.setId, runs: [] },
      { set_id: setId, runs: [{ run_id: runId }] },
    ],
  });
});

test("what is not there, can be no id, or is of another set is 404", async () => {
  const { setId, runId, caseId, other, headersOf } = await begin();
  const get = addresses(await headersOf("qa", "qa"));
  for (const id of [99, 0, -1, "1.0", "1e1", "x", "9".repeat(20), "../1", "1 or 1=1"]) {
    const answers = [get.set(id), get.trend(id), get.run(id), get.run(runId, `?against=${id === 0 ? "00" : id}`)];
    const all = await Promise.all([...answers, get.audio(id, caseId), get.audio(runId, id)]);
    expect((await get.progress(id)).status).toBe(404);
    expect([id, ...all.map(({ status }) => status)]).toEqual([id, 404, 404, 404, 404, 404, 404]);
  }
  expect((await get.run(runId, `?against=${other.runId}`)).status).toBe(404);
  expect((await get.audio(other.runId, caseId)).status).toBe(404);
  expect((await get.audio(runId, other.caseId)).status).toBe(404);
  expect((await get.audio(runId, caseId, "?repeat=1")).status).toBe(404);
  expect((await get.audio(runId, caseId, "?repeat=x")).status).toBe(404);
  expect((await get.run(runId, "?against=0")).status).toBe(200);
  expect((await get.set(setId)).status).toBe(200);
  expect((await get.conversation("x".repeat(500))).status).toBe(400);
  expect(await (await get.conversation("unknown")).json()).toEqual({});
});

test("a run's sound is WAV with ranges; nothing else is done by these addresses", async () => {
  const { runId, caseId, headersOf } = await begin();
  const headers = await headersOf("qa", "qa");
  const get = addresses(headers);
  const whole = await get.audio(runId, caseId);
  expect([whole.status, whole.headers.get("content-type")]).toEqual([200, "audio/wav"]);
  expect((await whole.arrayBuffer()).byteLength).toBe(4_844);
  const part = await get.audio(runId, caseId, "?repeat=0", { range: "bytes=44-143" });
  expect([part.status, part.headers.get("content-range")]).toEqual([206, "bytes 44-143/4844"]);
  expect((await get.audio(runId, caseId, "", { range: "bytes=9000-" })).status).toBe(416);
  const posted = request("/api/replays", headers, { method: "POST", body: "{}" });
  const answer = await setsRoute.POST(posted, { params: Promise.resolve({}) });
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
});
