import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ConsentResult } from "../consent/result";
import type { CeremonyView } from "../voice-profiles/ceremony-view";
import { ConsentRecorder } from "./consent-recorder";
import type { MicrophoneEvents } from "./microphone";

// The recorder without a browser: a real Socket.IO server that says what the test wants, and a microphone of the test.

let http: HttpServer;
let io: Server;
let server: Socket;
const received: [type: string, payload: Record<string, unknown>][] = [];
let recorder: ConsentRecorder;
let microphone: MicrophoneEvents;
let isOpen = false;
const levels: number[] = [];

const subject = { profile_id: 7, purpose: "training", language: "en" } as const;
const sentence = { ceremony_id: "c", text: "I agree.", language: "en", expires_in_ms: 300_000, attempts_left: 2 };
const again: ConsentResult = {
  ...{ ceremony_id: "c", outcome: "again", reason: "too_short", attempts_left: 2 },
  ...{ heard: null, words: null, voice: null },
};
const options = { inputDeviceId: null, echoCancellation: false, noiseSuppression: false };

beforeEach(async () => {
  received.length = 0;
  levels.length = 0;
  isOpen = false;
  http = createServer();
  io = new Server(http, { path: "/ws/chat", transports: ["websocket"], serveClient: false });
  io.on("connection", (socket) => {
    server = socket;
    socket.onAny((type, payload) => received.push([type, payload]));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  recorder = new ConsentRecorder({
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    signedIn: async () => true,
    onLevel: (rms) => levels.push(rms),
    openMicrophone: (events) => {
      microphone = events;
      return {
        async start() {
          isOpen = true;
          events.onState({ state: "starting" });
          events.onState({ state: "on" });
          return true;
        },
        stop() {
          if (isOpen) events.onState({ state: "off" });
          isOpen = false;
        },
        async flush() {
          if (isOpen) events.onChunk(new Int16Array(10), 0.1, 0.1);
        },
      };
    },
  });
});
afterEach(async () => {
  recorder.close();
  await io.close();
});

function until(fits: (view: CeremonyView) => boolean): Promise<CeremonyView> {
  return new Promise((resolve) => {
    const look = () => {
      const view = recorder.view.get();
      if (!fits(view)) return;
      stop();
      resolve(view);
    };
    const stop = recorder.view.subscribe(look);
    look();
  });
}
const types = () => received.map(([type]) => type);

async function reading(): Promise<void> {
  recorder.begin(subject);
  await expect.poll(types).toContain("consent_start");
  server.emit("consent_sentence", sentence);
  await until(({ kind }) => kind === "reading");
}

test("a sentence is asked for, read into the microphone, and its outcome shown", async () => {
  await reading();
  expect(received[0]).toEqual(["consent_start", subject]);
  expect(recorder.view.get()).toMatchObject({
    kind: "reading",
    microphone: "off",
    before: null,
    sentence: { text: "I agree." },
  });
  // Nothing of the room is sent before the person begins to read.
  expect(isOpen).toBe(false);
  await recorder.startReading(options);
  expect(recorder.view.get()).toMatchObject({ kind: "reading", microphone: "on" });
  microphone.onChunk(new Int16Array(960), 0.2, 0.4);
  microphone.onChunk(new Int16Array(960), 0.3, 0.4);
  await recorder.stopReading();
  expect(recorder.view.get()).toMatchObject({ kind: "checking" });
  expect(isOpen).toBe(false);
  await expect.poll(types).toContain("consent_end");
  // The chunk that was being filled comes before the end, and the numbers have no gap.
  const sent = received.slice(1).map(([type, { seq, sr }]) => (type === "audio_chunk" ? [type, seq, sr] : type));
  expect(sent).toEqual([
    ["audio_chunk", 0, 16_000],
    ["audio_chunk", 1, 16_000],
    ["audio_chunk", 2, 16_000],
    "consent_end",
  ]);
  expect(levels).toEqual([0.2, 0.3, 0.1]);
  server.emit("consent_result", { ...again, outcome: "match", reason: null, attempts_left: 0 });
  expect(await until(({ kind }) => kind === "ended")).toMatchObject({
    ...{ end: { result: { outcome: "match" }, sentence: { text: "I agree." } }, code: null },
  });
});

test("after a try that failed the next sentence is shown beside how the last one ended", async () => {
  await reading();
  await recorder.startReading(options);
  await recorder.stopReading();
  server.emit("consent_result", again);
  server.emit("consent_sentence", { ...sentence, text: "Once more.", attempts_left: 1 });
  expect(await until((view) => view.kind === "reading" && view.before !== null)).toMatchObject({
    ...{ microphone: "off", sentence: { text: "Once more.", attemptsLeft: 1 } },
    before: { result: again, sentence: { text: "I agree." } },
  });
});

test("a ceremony that ends while somebody reads closes the microphone", async () => {
  await reading();
  await recorder.startReading(options);
  server.emit("consent_result", { ...again, outcome: "void", reason: "expired", attempts_left: 0 });
  await until(({ kind }) => kind === "ended");
  expect(isOpen).toBe(false);
});

test("a voice that can't be consented to is refused with the reason", async () => {
  recorder.begin(subject);
  await expect.poll(types).toContain("consent_start");
  server.emit("error", { code: "conflict", message: "A consent was given already." });
  expect(await until(({ kind }) => kind === "refused")).toEqual({ kind: "refused", code: "conflict" });
});

test("what could not be checked says why", async () => {
  await reading();
  await recorder.startReading(options);
  await recorder.stopReading();
  server.emit("error", { code: "model_unavailable", message: "No." });
  server.emit("consent_result", { ...again, outcome: "void", reason: "check_failed", attempts_left: 0 });
  expect(await until(({ kind }) => kind === "ended")).toMatchObject({ code: "model_unavailable" });
});

test("a lost connection is the end of it: nothing connects again by itself", async () => {
  await reading();
  await recorder.startReading(options);
  server.disconnect(true);
  expect(await until(({ kind }) => kind === "lost")).toEqual({ kind: "lost", isChecked: false });
  expect(isOpen).toBe(false);
  recorder.begin(subject);
  await expect.poll(() => types().filter((type) => type === "consent_start").length).toBe(2);
});

test("a connection that is lost after the sentence was read leaves its check to the server", async () => {
  await reading();
  await recorder.startReading(options);
  await recorder.stopReading();
  server.disconnect(true);
  expect(await until(({ kind }) => kind === "lost")).toEqual({ kind: "lost", isChecked: true });
});

test("a microphone that is blocked is said, and can be opened again", async () => {
  await reading();
  microphone.onState({ state: "blocked", reason: "denied" });
  expect(recorder.view.get()).toMatchObject({ kind: "reading", microphone: "off", blocked: "denied" });
  await recorder.startReading(options);
  expect(recorder.view.get()).toMatchObject({ microphone: "on", blocked: null });
});

test("leaving ends it", async () => {
  await reading();
  await recorder.startReading(options);
  recorder.close();
  expect(recorder.view.get()).toEqual({ kind: "idle" });
  expect(isOpen).toBe(false);
  await expect.poll(() => io.engine.clientsCount).toBe(0);
});
