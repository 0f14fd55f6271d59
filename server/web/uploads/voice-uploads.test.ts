import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { voiceConsents, voiceProfileDetails, voiceProfiles } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { authenticateRequest } from "../../access/authenticate-request";
import { createAddVoice } from "../../operations/add-voice";
import { createAttachConsent } from "../../operations/attach-consent";
import { createEndVoice } from "../../operations/end-voice";
import { silentLogger } from "../../platform/observability/logger";
import { openTestDb } from "../../records/testing/test-db";
import { goodMeasures, prepareDraft } from "../../records/testing/voice-input";
import { createToken } from "../../records/tokens/create-token";
import { removeVoiceFiles } from "../../records/voice-profiles/remove-files";
import { createUploadReceiver } from "./receive-upload";
import { createVoiceUploads } from "./voice-uploads";

/** The real routes, verbs and database; the job that prepares a reference is played by `prepare`. */
async function fixture(prepare: Parameters<typeof prepareDraft>[1] | "fails" = {}) {
  const opened = openTestDb();
  const { dataDir, db, system, as } = opened;
  const jobs = as({ kind: "system", job: "jobs" });
  const people = { ada: await opened.person("ada"), boss: await opened.person("boss", "admin") };
  const tokenOf = async (name: keyof typeof people) =>
    (await createToken(as(people[name]), { username: name, name: "t" })).token;
  const tokens = { ada: await tokenOf("ada"), boss: await tokenOf("boss") };
  const tts = { canClone: () => false } as never;
  const jobFinished = async () => {
    if (prepare === "fails") throw new AppError("audio_unsupported");
    if (db.select().from(voiceProfileDetails).all().length > 0) await prepareDraft(jobs, prepare);
    else await removeVoiceFiles(jobs, 1);
  };
  const endVoice = createEndVoice({ jobFinished, voiceChanged: async () => undefined, logger: silentLogger });
  const attachConsent = createAttachConsent(tts);
  const uploads = createVoiceUploads({
    receiver: createUploadReceiver(),
    authenticate: (credentials) =>
      authenticateRequest(credentials, { db: system.db, authSecret: "s".repeat(43), nowS: system.nowS }),
    contextFor: as,
    operations: { addVoice: createAddVoice({ jobFinished, endVoice, attachConsent }), attachConsent },
    folder: join(dataDir, "audio/incoming"),
    logger: silentLogger,
  });
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (!uploads(request, response)) response.writeHead(404).end("{}");
  };
  const server = createServer(onRequest).on("checkContinue", onRequest).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const post = async (path: string, form: Record<string, string | Blob>, who: keyof typeof people | null = "ada") => {
    const body = new FormData();
    for (const [name, value] of Object.entries(form)) body.append(name, value);
    const headers = new Headers(who ? { authorization: `Bearer ${tokens[who]}` } : {});
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body, headers });
    return { status: answer.status, body: (await answer.json()) as { error?: { code: string }; profile_id?: number } };
  };
  const leftBehind = () =>
    ["audio/incoming", "audio/profiles", "audio/consents"].flatMap((folder) =>
      existsSync(join(dataDir, folder)) ? readdirSync(join(dataDir, folder)) : [],
    );
  return { ...opened, port, token: tokens.ada, post, leftBehind };
}

const sound = new Blob(["RIFF"], { type: "audio/wav" });

test("a profile is added in one request, and waits for its consent", async () => {
  const { post, db, leftBehind } = await fixture();
  const added = await post("/api/voice-profile", {
    name: "Ada",
    file: sound,
    text: "What is said in that.",
    language: "en",
  });
  expect(added).toEqual({ status: 200, body: { profile_id: 1 } });
  expect(db.select().from(voiceProfiles).all()).toMatchObject([{ id: 1, name: "Ada" }]);
  expect(db.select().from(voiceProfileDetails).all()).toMatchObject([
    { text: "What is said in that.", textIsEdited: true, origin: "request" },
  ]);
  expect(leftBehind()).toEqual(["1"]);
});

test("an administrator brings a written consent along, or later", async () => {
  const { post, db } = await fixture();
  const document = new Blob(["%PDF-"]);
  const consent = { consent: document, speaker_name: "Grace", purpose: "assistant" };
  expect(await post("/api/voice-profile", { name: "A", file: sound, ...consent })).toMatchObject({ status: 403 });
  expect(await post("/api/voice-profile", { name: "A", file: sound, ...consent }, "boss")).toMatchObject({
    status: 200,
  });
  expect(await post("/api/voice-profile", { name: "B", file: sound })).toMatchObject({ status: 200 });
  const later = { file: document, speaker_name: "Grace", purpose: "assistant", document_name: "同意書.pdf" };
  const [, waiting] = db.select().from(voiceProfiles).all();
  const path = `/api/voice-profile/${waiting?.id}/consent`;
  expect(await post(path, later)).toMatchObject({ status: 403 });
  expect(await post(path, later, "boss")).toMatchObject({ status: 200 });
  expect(db.select().from(voiceConsents).all()).toMatchObject([
    { method: "written", status: "accepted", evidenceName: "consent" },
    { method: "written", status: "accepted", evidenceName: "同意書.pdf", speakerName: "Grace" },
  ]);
});

test("a written consent by somebody who may not is refused when it begins", async () => {
  const { port, token, leftBehind } = await fixture();
  const headers = { authorization: `Bearer ${token}`, "content-type": "multipart/form-data; boundary=b" };
  const begun = (path: string) => {
    const sending = httpRequest({ host: "127.0.0.1", port, path, method: "POST", headers });
    sending.on("error", () => undefined);
    sending.write('--b\r\ncontent-disposition: form-data; name="consent"; filename="a"\r\n\r\nhalf');
    return sending;
  };
  for (const path of ["/api/voice-profile", "/api/voice-profile/1/consent"]) {
    const sending = begun(path);
    const [answer] = (await once(sending, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(403);
    sending.destroy();
  }
  expect(leftBehind()).toEqual([]);
});

test.each<[string, Record<string, string | Blob>, number, string, Parameters<typeof fixture>[0]]>([
  ["no name", { file: sound }, 400, "invalid_input", {}],
  ["a name of two lines", { name: "a\nb", file: sound }, 400, "invalid_input", {}],
  ["no file", { name: "A" }, 400, "invalid_input", {}],
  ["another field", { name: "A", file: sound, admin: "1" }, 400, "invalid_input", {}],
  ["a field that objects have", { name: "A", file: sound, ["__proto__"]: "x" }, 400, "invalid_input", {}],
  ["another language", { name: "A", file: sound, language: "de" }, 400, "invalid_input", {}],
  ["no sound", { name: "A", file: sound }, 415, "audio_unsupported", "fails"],
  ["a red light", { name: "A", file: sound }, 422, "quality_too_low", { measures: { ...goodMeasures, speechS: 1 } }],
  ["text of something else", { name: "A", file: sound, text: "Nothing of that." }, 422, "quality_too_low", {}],
  ["no words", { name: "A", file: sound }, 422, "text_missing", { heardText: "" }],
])("%s: refused, and nothing is left behind", async (_, form, status, code, prepare) => {
  const { post, db, leftBehind } = await fixture(prepare);
  expect(await post("/api/voice-profile", form)).toMatchObject({ status, body: { error: { code } } });
  expect(leftBehind()).toEqual([]);
  expect([db.select().from(voiceProfiles).all(), db.select().from(voiceProfileDetails).all()]).toEqual([[], []]);
});

test("a taken name is refused, and the voice that has it stays", async () => {
  const { post, db, leftBehind } = await fixture();
  await post("/api/voice-profile", { name: "Ada", file: sound });
  const again = await post("/api/voice-profile", { name: "ADA", file: sound });
  expect(again).toMatchObject({ status: 409, body: { error: { code: "name_taken" } } });
  expect(db.select().from(voiceProfiles).all()).toHaveLength(1);
  expect(leftBehind()).toEqual(["1"]);
});

test("nobody brings a voice without a login, and other requests are passed on", async () => {
  const { post, leftBehind } = await fixture();
  for (const path of ["/api/voice-drafts", "/api/voice-profile", "/api/voice-profile/1/consent"]) {
    expect(await post(path, { name: "A", file: sound }, null)).toMatchObject({ status: 401 });
  }
  expect(await post("/api/voice-profile/x/consent", {})).toMatchObject({ status: 404 });
  expect(leftBehind()).toEqual([]);
});

test("a draft is begun with its language", async () => {
  const { post, db } = await fixture();
  const begun = await post("/api/voice-drafts", { file: sound, language: "en" });
  expect(begun).toMatchObject({ status: 200, body: { profile_id: 1, job_id: 1 } });
  expect(db.select().from(voiceProfileDetails).all()).toMatchObject([{ language: "en", jobId: 1, origin: "page" }]);
});

test.each([
  ["too large: refused before anything is sent", 200 * 1_048_576, false, 413],
  ["small enough: asked for", null, true, 200],
])("a body that waits to be asked for is %s", async (_, announcedBytes, isAskedFor, status) => {
  const { port, token, leftBehind } = await fixture();
  const part = (name: string, value: string) => `--b\r\ncontent-disposition: form-data; ${name}\r\n\r\n${value}\r\n`;
  const body = `${part('name="name"', "Ada")}${part('name="file"; filename="a.wav"', "RIFF")}--b--\r\n`;
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "multipart/form-data; boundary=b",
    "content-length": announcedBytes ?? Buffer.byteLength(body),
    expect: "100-continue",
  };
  const sending = httpRequest({ host: "127.0.0.1", port, path: "/api/voice-profile", method: "POST", headers });
  let wasAskedFor = false;
  sending.on("continue", () => {
    wasAskedFor = true;
    sending.end(body);
  });
  sending.on("error", () => undefined);
  sending.flushHeaders();
  const [answer] = (await once(sending, "response")) as [IncomingMessage];
  expect([answer.statusCode, wasAskedFor]).toEqual([status, isAskedFor]);
  sending.destroy();
  expect(leftBehind()).toEqual(isAskedFor ? ["1"] : []);
});
