import { expect, test } from "vitest";
import { settleJob, takeJob } from "@/server/records/jobs/work";
import { readyVoice, referenceWav } from "@/server/records/testing/voice-input";
import { createToken } from "@/server/records/tokens/create-token";
import { storeTrial } from "@/server/records/voice-trials/trial-work";
import { getRuntime, setRuntime } from "@/server/web/runtime";
import { origin, request, running } from "./testing/running-api";
import * as audioRoute from "./voice-profiles/[profileId]/trials/[jobId]/audio/route";
import * as ratingRoute from "./voice-profiles/[profileId]/trials/[jobId]/rating/route";
import * as trialRoute from "./voice-profiles/[profileId]/trials/[jobId]/route";
import * as trialsRoute from "./voice-profiles/[profileId]/trials/route";

const at = <Params>(params: Params) => ({ params: Promise.resolve(params) });

async function withVoice() {
  const opened = await running();
  const { ada, dataDir, cookie } = opened;
  const system = opened.as({ kind: "system", job: "jobs" });
  const profileId = await readyVoice(ada, system, dataDir, "Ada");
  const asked = { cookie, origin };
  const ask = (body: unknown, headers: Record<string, string> = asked, id = profileId) =>
    trialsRoute.POST(
      request("/api/voice-profiles/x/trials", headers, { method: "POST", body: JSON.stringify(body) }),
      at({ profileId: String(id) }),
    );
  const one = { profileId: String(profileId) };
  const trial = (jobId: number, headers: Record<string, string> = asked) =>
    trialRoute.GET(request("/api/x", headers), at({ ...one, jobId: String(jobId) }));
  const stop = (jobId: number) =>
    trialRoute.DELETE(request("/api/x", asked, { method: "DELETE" }), at({ ...one, jobId: String(jobId) }));
  const rate = (jobId: number, body: unknown) =>
    ratingRoute.PUT(
      request("/api/x", asked, { method: "PUT", body: JSON.stringify(body) }),
      at({ ...one, jobId: String(jobId) }),
    );
  const audio = (jobId: number) => audioRoute.GET(request("/api/x", asked), at({ ...one, jobId: String(jobId) }));
  const speak = async () => {
    const job = await takeJob(system, ["reference", "consent_check", "voice_removal"]);
    if (!job) throw new Error("No trial waits.");
    await storeTrial(system, job.id, referenceWav);
    const result = { durationMs: 1_000, model: null, similarity: null };
    await settleJob(system, job.id, { state: "completed", result });
  };
  return { ...opened, profileId, asked, ask, trial, stop, rate, audio, speak };
}

const wanted = { text: "Good morning.", mode: "fast" };

test("a trial: asked for, waited for, heard, rated", async () => {
  const { profileId, ask, trial, rate, audio, speak, asked } = await withVoice();
  const answer = await ask(wanted);
  const { job } = await answer.json();
  expect(answer.status).toBe(202);
  expect(answer.headers.get("location")).toBe(`/api/voice-profiles/${profileId}/trials/${job.id}`);
  expect(await (await trial(job.id)).json()).toMatchObject({ job: { state: "waiting" }, text: "Good morning." });
  expect((await audio(job.id)).status).toBe(404);
  expect((await rate(job.id, { score: 7, isBlind: true })).status).toBe(404);
  await speak();
  expect((await audio(job.id)).headers.get("content-type")).toBe("audio/wav");
  expect(await (await rate(job.id, { score: 7, isBlind: true })).json()).toMatchObject({ rating: { score: 7 } });
  expect((await rate(job.id, { score: 9, isBlind: true })).status).toBe(409);
  const list = await trialsRoute.GET(request("/api/x", asked), at({ profileId: String(profileId) }));
  expect(await list.json()).toMatchObject([{ job: { id: job.id, state: "completed" } }]);
});

test("a trial can be stopped while it waits", async () => {
  const { ask, trial, stop } = await withVoice();
  const { job } = await (await ask(wanted)).json();
  expect((await stop(job.id)).status).toBe(204);
  expect(await (await trial(job.id)).json()).toMatchObject({ job: { state: "cancelled" } });
});

test("what can be no trial is refused with its code", async () => {
  const { ask, trial, rate, speak, as, person } = await withVoice();
  const refusal = async (answer: Response) => [answer.status, (await answer.json()).error.code];
  expect(await refusal(await ask({ ...wanted, text: "…" }))).toEqual([400, "invalid_input"]);
  expect(await refusal(await ask({ ...wanted, text: "a".repeat(201) }))).toEqual([400, "invalid_input"]);
  expect(await refusal(await ask({ ...wanted, mode: "slow" }))).toEqual([400, "invalid_input"]);
  expect(await refusal(await ask(wanted, undefined, 999))).toEqual([409, "profile_not_ready"]);
  expect(await refusal(await ask(wanted, {}))).toEqual([401, "unauthorized"]);
  const eve = await person("eve");
  const { token } = await createToken(as(eve), { username: "eve", name: "test" });
  const asEve = { authorization: `Bearer ${token}` };
  expect(await refusal(await ask(wanted, asEve))).toEqual([409, "profile_not_ready"]);
  const { job } = await (await ask(wanted)).json();
  expect((await trial(job.id, asEve)).status).toBe(404);
  await ask(wanted);
  const tooMany = await ask(wanted);
  expect([tooMany.status, tooMany.headers.get("retry-after")]).toEqual([429, "5"]);
  await speak();
  for (const score of [0, 11, 7.5]) expect((await rate(job.id, { score, isBlind: false })).status).toBe(400);
});

test("where the models can't clone, that is said before anybody waits", async () => {
  const { ask } = await withVoice();
  setRuntime({ ...getRuntime(), speech: () => ({ canClone: false, models: [] }) });
  expect((await ask(wanted)).status).toBe(409);
});
