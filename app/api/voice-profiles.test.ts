import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { attachConsent } from "@/server/records/consents/attach-consent";
import { preparedDraft, readyVoice, spokenConsent, uploadedFile } from "@/server/records/testing/voice-input";
import { createToken } from "@/server/records/tokens/create-token";
import { changeDraft } from "@/server/records/voice-profiles/change-draft";
import { changeVisibility } from "@/server/records/voice-profiles/change-visibility";
import { endProfile } from "@/server/records/voice-profiles/end-profile";
import { saveProfile } from "@/server/records/voice-profiles/save-profile";
import { getRuntime, setRuntime } from "@/server/web/runtime";
import * as documentRoute from "./consents/[consentId]/document/route";
import * as certificateRoute from "./consents/[consentId]/route";
import * as jobRoute from "./jobs/[jobId]/route";
import { origin, request, running } from "./testing/running-api";
import * as draftRoute from "./voice-drafts/[profileId]/route";
import * as draftsRoute from "./voice-drafts/route";
import * as endRoute from "./voice-profile/[profileId]/route";
import * as audioRoute from "./voice-profiles/[profileId]/audio/[which]/route";
import * as profileRoute from "./voice-profiles/[profileId]/route";
import * as profilesRoute from "./voice-profiles/route";

const at = <Params>(params: Params) => ({ params: Promise.resolve(params) });

async function withVoices() {
  const opened = await running();
  const boss = opened.as(await opened.person("boss", "admin"));
  const bob = opened.as(await opened.person("bob"));
  const system = opened.as({ kind: "system", job: "jobs" });
  const asked = { cookie: opened.cookie };
  const profile = (id: number | string, headers: Record<string, string> = asked) =>
    profileRoute.GET(request("/api/voice-profiles/x", headers), at({ profileId: String(id) }));
  return { ...opened, boss, bob, system, asked, profile };
}

test("voices: one's own and those for everybody, with what a card shows; nobody gets 401", async () => {
  const { ada, bob, system, dataDir, asked, profile } = await withVoices();
  const own = await readyVoice(ada, system, dataDir, "Ada");
  const bobs = await readyVoice(bob, system, dataDir, "Bob");
  const list = async () => (await profilesRoute.GET(request("/api/voice-profiles", asked), at({}))).json();
  expect(await list()).toMatchObject([{ id: own, name: "Ada", duration: 9, state: "ready", is_own: true }]);
  expect((await profile(bobs)).status).toBe(404);
  await changeVisibility(bob, { profileId: bobs, visibility: "house" });
  expect(await list()).toMatchObject([{ id: bobs, may_manage: false }, { id: own }]);
  expect(await (await profile(bobs)).json()).toMatchObject({ text: null, used: { turns: 0 } });
  const nobody = await profilesRoute.GET(request("/api/voice-profiles", {}), at({}));
  expect(nobody.status).toBe(401);
});

test.each(["0", "-1", "1e3", "x", "../1", "9".repeat(30)])("voices: %s is no id, so nothing is there", async (id) => {
  const { profile } = await withVoices();
  expect((await profile(id)).status).toBe(404);
});

test("recordings: the reference in parts, the consent for those who manage the voice, a draft's whole recording", async () => {
  const { ada, bob, system, dataDir, asked, cookie } = await withVoices();
  const get = (id: number, which: string, headers: Record<string, string> = asked) =>
    audioRoute.GET(request("/api/voice-profiles/x/audio/y", headers), at({ profileId: String(id), which }));
  const own = await readyVoice(ada, system, dataDir, "Ada");
  const part = await get(own, "reference", { cookie, range: "bytes=0-3" });
  expect([part.status, await part.text()]).toEqual([206, "RIFF"]);
  expect((await get(own, "consent")).status).toBe(200);
  expect((await get(own, "recording")).status).toBe(404);
  expect((await get(own, "../reference")).status).toBe(400);
  const bobs = await readyVoice(bob, system, dataDir, "Bob");
  await changeVisibility(bob, { profileId: bobs, visibility: "house" });
  expect((await get(bobs, "reference")).status).toBe(200);
  expect((await get(bobs, "consent")).status).toBe(404);
  const draft = await preparedDraft(ada, system, dataDir);
  expect((await get(draft, "recording")).headers.get("content-type")).toBe("audio/wav");
});

test("a voice is ended by its owner, from this site's pages or with a token", async () => {
  const { ada, system, dataDir, cookie, bearer, profile } = await withVoices();
  setRuntime({
    ...getRuntime(),
    endVoice: async (ctx, input) => ({ replies: (await endProfile(ctx, input)).replies }),
  });
  const end = (id: number | string, headers: Record<string, string>) =>
    endRoute.DELETE(request("/api/voice-profile/x", headers, { method: "DELETE" }), at({ profileId: String(id) }));
  const own = await readyVoice(ada, system, dataDir, "Ada");
  expect((await end(own, {})).status).toBe(401);
  expect((await end(own, { cookie, origin: "https://evil.example" })).status).toBe(403);
  const answer = await end(own, { cookie, origin });
  expect([answer.status, await answer.json()]).toEqual([200, { success: true }]);
  expect((await profile(own)).status).toBe(404);
  for (const id of [own, "x"]) expect((await end(id, { authorization: bearer })).status).toBe(404);
});

test("drafts: one's own with their job; nobody else's", async () => {
  const { ada, bob, system, dataDir, asked, clock } = await withVoices();
  const first = await preparedDraft(ada, system, dataDir);
  const second = await preparedDraft(ada, system, dataDir);
  const bobs = await preparedDraft(bob, system, dataDir);
  clock.nowS += 5;
  await changeDraft(ada, { profileId: first, name: "My voice" });
  const list = await draftsRoute.GET(request("/api/voice-drafts", asked), at({}));
  expect(await list.json()).toMatchObject([{ id: first, name: "My voice", peaks: [0.5] }, { id: second }]);
  const get = (id: number) => draftRoute.GET(request("/api/voice-drafts/x", asked), at({ profileId: String(id) }));
  const draft = await (await get(first)).json();
  expect(draft).toMatchObject({ id: first, is_saved: false, job: { state: "completed", progress: 1 } });
  expect((await get(bobs)).status).toBe(404);
  const job = (id: number) => jobRoute.GET(request("/api/jobs/x", asked), at({ jobId: String(id) }));
  expect(await (await job(draft.job.id)).json()).toMatchObject({ kind: "reference" });
  expect((await job(draft.job.id + 2)).status).toBe(404);
  await saveProfile(ada, { profileId: first, name: "My voice", waitsForConsent: true });
  expect(await (await draftsRoute.GET(request("/api/voice-drafts", asked), at({}))).json()).toHaveLength(1);
});

test("a draft is discarded by whoever adds it", async () => {
  const { ada, bob, system, dataDir, cookie, bearer } = await withVoices();
  const own = await preparedDraft(ada, system, dataDir);
  const bobs = await preparedDraft(bob, system, dataDir);
  const discard = (id: number | string, headers: Record<string, string>) =>
    draftRoute.DELETE(request("/api/voice-drafts/x", headers, { method: "DELETE" }), at({ profileId: String(id) }));
  expect((await discard(own, {})).status).toBe(401);
  expect((await discard(own, { cookie, origin: "https://evil.example" })).status).toBe(403);
  expect((await discard(bobs, { authorization: bearer })).status).toBe(404);
  const answer = await discard(own, { authorization: bearer });
  expect([answer.status, await answer.json()]).toEqual([200, { success: true }]);
  for (const id of [own, "x"]) expect((await discard(id, { cookie, origin })).status).toBe(404);
});

test("certificates: the record as JSON, a written consent as a download that no browser opens here", async () => {
  const { ada, boss, bob, system, dataDir, asked } = await withVoices();
  const spoken = await preparedDraft(ada, system, dataDir);
  await changeDraft(ada, { profileId: spoken, name: "Spoken" });
  const spokenId = await spokenConsent(ada, system, { profileId: spoken, voiceName: "Spoken" });
  const profileId = await preparedDraft(ada, system, dataDir);
  await saveProfile(ada, { profileId, name: "Written", waitsForConsent: true });
  const uploadPath = uploadedFile(dataDir);
  writeFileSync(uploadPath, "<script>alert(1)</script>");
  const { consentId } = await attachConsent(boss, {
    ...{ profileId, purpose: "assistant", speakerName: "Ada", uploadPath, model: null },
    documentName: '同意書 "final"\u202e../x.html',
  });
  const get = (id: string) => certificateRoute.GET(request("/api/consents/x", asked), at({ consentId: id }));
  expect(await (await get(consentId)).json()).toMatchObject({ method: "written", profile_name: "Written" });
  expect((await get("unknown")).status).toBe(404);
  const file = (id: string, headers: Record<string, string> = asked) =>
    documentRoute.GET(request("/api/consents/x/document", headers), at({ consentId: id }));
  const answer = await file(consentId);
  expect(await answer.text()).toBe("<script>alert(1)</script>");
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/octet-stream",
    "x-content-type-options": "nosniff",
    "content-disposition":
      `attachment; filename="___ _final__.._x.html"; filename*=UTF-8''` +
      "%E5%90%8C%E6%84%8F%E6%9B%B8%20%22final%22_.._x.html",
  });
  expect((await file(spokenId)).status).toBe(404);
  const { token } = await createToken(bob, { username: "bob", name: "test" });
  expect((await file(consentId, { authorization: `Bearer ${token}` })).status).toBe(404);
});
