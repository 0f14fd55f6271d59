import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { encodeWav } from "../audio/wav";
import { chatSettings } from "../chat/chat-settings";
import type { ConversationState, Turn } from "../chat/conversation-state";
import type { ServerMessage } from "../protocol/server-messages";
import { ChatClient } from "./chat-client";
import { type DeviceSound, openDeviceSound } from "./device-sound";
import type { PlaybackCommand, PlaybackReport } from "./worklets/messages";

// The client without a browser: a real Socket.IO server that sends what the test wants, and fakes of a browser's audio.

/** The commands that the page sent to its audio thread, and a way to report back. */
const speaker = { commands: [] as PlaybackCommand[], report: (_report: PlaybackReport) => {} };

class FakeAudioContext {
  static last: FakeAudioContext;
  static loading: Promise<void>;
  state: AudioContextState | "interrupted" = "running";
  sinkId = "";
  readonly destination = {};
  readonly audioWorklet = { addModule: () => FakeAudioContext.loading };
  constructor() {
    FakeAudioContext.last = this;
  }
  async resume(): Promise<void> {
    this.state = "running";
  }
  async close(): Promise<void> {
    this.state = "closed";
  }
  createMediaStreamSource() {
    return { connect() {} };
  }
  async setSinkId(sinkId: string): Promise<void> {
    this.sinkId = sinkId;
  }
}

class FakeGainNode {
  static last: FakeGainNode;
  readonly gain: { value: number; setTargetAtTime(value: number): void };
  constructor(_context: unknown, { gain }: { gain: number }) {
    this.gain = {
      value: gain,
      setTargetAtTime(value) {
        this.value = value;
      },
    };
    FakeGainNode.last = this;
  }
  connect(): void {}
}

class FakeAudioWorkletNode {
  readonly port = {
    onmessage: (_event: { data: PlaybackReport }) => {},
    postMessage: (command: PlaybackCommand) => speaker.commands.push(command),
  };
  constructor() {
    speaker.report = (data) => this.port.onmessage({ data });
  }
  connect(next: FakeGainNode): FakeGainNode {
    return next;
  }
}

class FakeMediaDevices extends EventTarget {
  readonly track = Object.assign(new EventTarget(), { stop() {}, onended: () => {} });
  getUserMedia = async () => ({ getTracks: () => [this.track], getAudioTracks: () => [this.track] });
  devices = [{ kind: "audiooutput", deviceId: "headset" }];
  enumerateDevices = async () => this.devices;
}

let http: HttpServer;
let io: Server;
let mediaDevices: FakeMediaDevices;
let page: EventTarget & { visibilityState: string };
let client: ChatClient;
let sound: DeviceSound;
let stored: Map<string, string>;
let close = () => {};
/** What the server received on all connections together. */
let received: { type: string; [field: string]: unknown }[];
let sockets: Socket[];

beforeEach(async () => {
  received = [];
  sockets = [];
  speaker.commands = [];
  FakeAudioContext.loading = Promise.resolve();
  mediaDevices = new FakeMediaDevices();
  page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("AudioContext", FakeAudioContext);
  vi.stubGlobal("AudioWorkletNode", FakeAudioWorkletNode);
  vi.stubGlobal("GainNode", FakeGainNode);
  stored = new Map();
  sound = openDeviceSound(storage());
  vi.stubGlobal("navigator", { mediaDevices });
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", Object.assign(new EventTarget(), { isSecureContext: true }));
  http = createServer();
  io = new Server(http, { path: "/ws/chat", transports: ["websocket"], serveClient: false });
  io.on("connection", (socket) => {
    sockets.push(socket);
    socket.onAny((type, payload) => received.push({ type, ...payload }));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
});
afterEach(async () => {
  close();
  await io.close();
  vi.unstubAllGlobals();
});

const turnsMissing = vi.fn();

const storage = () => ({
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
});

async function openPage(over: { sessionId?: string; turns?: Turn[]; outputDeviceId?: string } = {}): Promise<void> {
  const { sessionId = null, turns = [], outputDeviceId = null } = over;
  turnsMissing.mockClear();
  client = new ChatClient({
    settings: { ...chatSettings(undefined, "en"), outputDeviceId },
    sessionId,
    turns,
    models: [],
    sound,
    signedIn: async () => true,
    onTurnsMissing: turnsMissing,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
  });
  close = client.open();
  await receivedStarts(1);
}

const starts = () => received.filter(({ type }) => type === "session_start");
const receivedStarts = (count: number) => expect.poll(() => starts().length).toBe(count);

function say(...messages: ServerMessage[]): void {
  for (const { type, ...payload } of messages) sockets.at(-1)?.emit(type, payload);
}
const started = (sessionId: string, lastTurnNumber = 0): ServerMessage => ({
  type: "session_started",
  session_id: sessionId,
  resumed: false,
  language: "en",
  mode: "fast",
  profile_id: "builtin:anna",
  endpoint_pause_ms: 700,
  models: [],
  last_turn_number: lastTurnNumber,
});
const turnStarted = (turnId: string): ServerMessage => ({ type: "turn_started", turn_id: turnId, turn_number: 1 });
const token = (turnId: string, text: string): ServerMessage => ({ type: "llm_token", turn_id: turnId, token: text });
const speech = (turnId: string, isLast = false): ServerMessage => ({
  type: "audio_response",
  data: Buffer.alloc(4_800).toString("base64"),
  mode: "fast",
  turn_id: turnId,
  seq: 0,
  sr: 24_000,
  format: "pcm_s16le",
  is_last: isLast,
  clause: "Well.",
});
const position: ServerMessage = { type: "queue_position", position: 1, eta_ms: null };
const state = () => client.store.get();
const until = (check: (state: ConversationState) => unknown) => expect.poll(() => Boolean(check(state()))).toBe(true);
const report = (turnId: string, drained = false) =>
  speaker.report({ turnId, playedMs: 50, underruns: 0, peak: 0.5, drained });

/** Brings the page into the middle of a spoken reply. */
async function hearReply(): Promise<void> {
  await openPage();
  say(started("s1"));
  await until(({ started: isStarted }) => isStarted);
  client.sendText("Tell me");
  say(turnStarted("t1"), { type: "turn_state", state: "speaking" }, token("t1", "Well. "), speech("t1"));
  await expect.poll(() => speaker.commands.length).toBe(1);
  report("t1");
  expect(state().playingTurnId).toBe("t1");
}

describe("a new conversation", () => {
  it("begins on the same connection, silent and empty at once", async () => {
    await hearReply();
    client.newConversation();
    expect(speaker.commands.at(-1)).toEqual({ type: "clear" });
    expect(client.levels.output).toBe(0);
    expect(state()).toMatchObject({ started: true, turnIds: [], playingTurnId: null, turnState: "listening" });
    await receivedStarts(2);
    expect(starts()[1]).toMatchObject({ wait: true });
    expect(starts()[1]).not.toHaveProperty("session_id");
    expect(sockets).toHaveLength(1);
    report("t1");
    expect(client.levels.output).toBe(0);
  });

  it("takes nothing over from the one before, whatever still comes of it", async () => {
    await hearReply();
    client.newConversation();
    client.sendText("And here?");
    say(
      { type: "turn_state", state: "speaking" },
      turnStarted("t2"),
      { type: "transcription", text: "late", is_final: false },
      speech("t1", true),
      { type: "error", code: "stt_failed", message: "", turn_id: "t2" },
      started("s1"),
      started("s2"),
      { type: "turn_state", state: "listening" },
    );
    await until(({ sessionId }) => sessionId === "s2");
    expect(speaker.commands.at(-1)).toEqual({ type: "clear" });
    expect(state()).toMatchObject({ turnIds: [], hearing: "", notice: null, turnState: "listening" });
    expect(state().outgoing).toMatchObject({ text: "And here?", lost: false });
    say(turnStarted("t3"), token("t3", "Here"));
    await until(({ turns }) => turns.t3?.replyText);
    expect(state().turns.t3).toMatchObject({ source: "typed", userText: "And here?" });
    expect(received.filter(({ type }) => type === "text_input")).toHaveLength(2);
  });

  it("that was asked for twice takes nothing over either", async () => {
    await hearReply();
    client.newConversation();
    client.newConversation();
    say(turnStarted("late"), started("s2"), started("s3"));
    await until(({ sessionId }) => sessionId === "s3");
    expect(state().turnIds).toEqual([]);
  });

  it("in the queue waits for the place that it has there", async () => {
    await openPage({ sessionId: "s1" });
    say(position);
    await until(({ queue }) => queue);
    client.newConversation();
    expect(client.sendText("Too early")).toBe(false);
    say(started("s1"));
    await receivedStarts(2);
    expect(starts()[1]).not.toHaveProperty("session_id");
    expect(state()).toMatchObject({ started: false, sessionId: null });
    say(started("s2"));
    await until(({ sessionId }) => sessionId === "s2");
    expect(sockets).toHaveLength(1);
  });

  it("that could not be begun is none", async () => {
    await hearReply();
    client.newConversation();
    say({ type: "error", code: "internal", message: "" });
    await until(({ notice }) => notice);
    expect(state().started).toBe(false);
  });

  it("is left again for the one before, on the same connection; what still comes of it is dropped", async () => {
    await hearReply();
    client.newConversation();
    say(started("s2"));
    await until(({ sessionId }) => sessionId === "s2");
    client.returnToLeft();
    expect(state()).toMatchObject({ turnIds: ["t1"], turns: { t1: { replyText: "Well. ", status: "interrupted" } } });
    await receivedStarts(3);
    expect(starts()[2]).toMatchObject({ session_id: "s1" });
    say(turnStarted("late"), started("s1", 1));
    await until(({ sessionId }) => sessionId === "s1");
    expect(state()).toMatchObject({ turnIds: ["t1"], turns: { t1: { superseded: false } } });
    expect(sockets).toHaveLength(1);
  });

  it("that is left before it began takes a connection of its own to the one before", async () => {
    await hearReply();
    client.newConversation();
    client.returnToLeft();
    await expect.poll(() => sockets.length).toBe(2);
    await receivedStarts(3);
    expect(starts()[2]).toMatchObject({ session_id: "s1" });
  });

  it("without a connection begins with the next one", async () => {
    await hearReply();
    say({ type: "error", code: "session_in_use", message: "" });
    sockets[0]?.disconnect(true);
    await until(({ connection }) => connection.state === "turned_away");
    client.newConversation();
    await receivedStarts(2);
    expect(starts()[1]).not.toHaveProperty("session_id");
  });
});

describe("a conversation that is open elsewhere", () => {
  const inUse: ServerMessage = {
    type: "error",
    code: "session_in_use",
    message: "",
    held_by: { address: "192.168.1.7", user_agent: "Phone" },
  };

  it("says where, keeps what it shows, and is continued here on request", async () => {
    await openPage({ sessionId: "s1" });
    say(inUse);
    await until(({ openElsewhere }) => openElsewhere);
    expect(state().openElsewhere).toEqual({ kind: "other_client", address: "192.168.1.7", userAgent: "Phone" });
    expect(starts()[0]).not.toHaveProperty("take_over");
    client.takeOver();
    await receivedStarts(2);
    expect(starts()[1]).toMatchObject({ session_id: "s1", take_over: true });
    say({ ...started("s1"), resume_token: "a-token-of-this-tab" } as ServerMessage);
    await until(({ started: isStarted }) => isStarted);
    expect(state().openElsewhere).toBeNull();
    expect(sockets).toHaveLength(1);
    sockets[0]?.disconnect(true);
    await receivedStarts(3);
    expect(starts()[2]).toMatchObject({ session_id: "s1", resume_token: "a-token-of-this-tab" });
    expect(starts()[2]).not.toHaveProperty("take_over");
  });

  it("does not come back by itself once it was taken over", async () => {
    await hearReply();
    say({ type: "error", code: "session_in_use", message: "" });
    sockets[0]?.disconnect(true);
    await until(({ connection }) => connection.state === "turned_away");
    expect(state()).toMatchObject({ openElsewhere: { kind: "taken_over" }, turnIds: ["t1"] });
    client.takeOver();
    await receivedStarts(2);
    expect(starts()[1]).toMatchObject({ session_id: "s1", take_over: true });
  });
});

describe("a recording that is played again", () => {
  /** Brings the page to an ended turn whose recording the server has: a tenth of a second. */
  async function playAgain(): Promise<void> {
    const wav = encodeWav(new Int16Array(2_400), 24_000);
    const recording = async () => new Response(new Uint8Array(wav));
    vi.stubGlobal("fetch", recording);
    await openPage();
    say(started("s1"));
    await until(({ started: isStarted }) => isStarted);
    client.playAgain("t1", "reply");
    expect(state().replay).toEqual({ turnId: "t1", side: "reply", state: "loading" });
    await until(({ replay }) => replay?.state === "playing");
  }
  const queued = () => speaker.commands.filter((command) => command.type === "enqueue");

  it("sounds through the queue of live replies, until its end", async () => {
    await playAgain();
    await expect.poll(queued).toMatchObject([{ pcm: { length: 2_400 }, isLast: true }]);
    const turnId = queued()[0]?.turnId ?? "";
    report(turnId);
    expect(client.levels.output).toBe(0.5);
    report(turnId, true);
    expect(state().replay).toBeNull();
    expect(client.levels.output).toBe(0);
  });

  it("gives way to a live reply, and is no part of it", async () => {
    await playAgain();
    say(turnStarted("t2"), token("t2", "Well. "), speech("t2"));
    await until(({ turns }) => turns.t2?.queuedMs);
    expect(state().replay).toBeNull();
    expect(speaker.commands.at(-2)).toEqual({ type: "clear" });
    expect(speaker.commands.at(-1)).toMatchObject({ type: "enqueue", turnId: "t2" });
  });

  /** A chunk of the microphone, whose worklet was made last. */
  const hear = (rms: number) =>
    (speaker.report as unknown as (message: unknown) => void)({ type: "chunk", pcm: new Int16Array(960), rms });
  const sent = () => received.filter(({ type }) => type === "audio_chunk").length;

  it("is not heard by the server; whoever speaks over it ends it, and none of their words is lost", async () => {
    await playAgain();
    await client.toggleMicrophone();
    for (let chunk = 0; chunk < 20; chunk++) hear(0.005);
    expect(state().replay).not.toBeNull();
    for (let chunk = 0; chunk < 5; chunk++) hear(0.05);
    expect(state().replay).toBeNull();
    hear(0.05);
    await expect.poll(sent).toBe(11);
  });

  it("ends what was being said: the server hears no pause while it sounds", async () => {
    await playAgain();
    await client.toggleMicrophone();
    say({ type: "turn_state", state: "hearing" });
    await until(({ turnState }) => turnState === "hearing");
    client.playAgain("t2", "reply");
    await until(({ replay }) => replay?.turnId === "t2" && replay.state === "playing");
    await expect.poll(() => received.map(({ type }) => type)).toContain("audio_end");
  });

  it("loses no word that was begun just before its end", async () => {
    await playAgain();
    await expect.poll(queued).toHaveLength(1);
    const { report: reportPlayback } = speaker;
    await client.toggleMicrophone();
    for (let chunk = 0; chunk < 20; chunk++) hear(0.005);
    for (let chunk = 0; chunk < 2; chunk++) hear(0.05);
    reportPlayback({ turnId: queued()[0]?.turnId ?? "", playedMs: 50, underruns: 0, peak: 0, drained: true });
    hear(0.05);
    await expect.poll(sent).toBe(11);
  });

  it("gives no words to the server that were said before the microphone was muted", async () => {
    await playAgain();
    await client.toggleMicrophone();
    for (let chunk = 0; chunk < 2; chunk++) hear(0.05);
    client.toggleMute();
    client.playAgain("t1", "reply");
    expect(state().replay).toBeNull();
    client.toggleMute();
    hear(0.05);
    await expect.poll(sent).toBe(1);
  });

  it("mutes a microphone without echo cancellation, which would hear nothing but the recording", async () => {
    await playAgain();
    await client.toggleMicrophone();
    client.applySettings({ ...chatSettings(undefined, "en"), echoCancellation: false });
    await until(({ capture }) => capture === "muted");
    client.playAgain("t1", "reply");
    expect(state()).toMatchObject({ replay: null, capture: "open" });
    client.playAgain("t1", "reply");
    await until(({ replay }) => replay?.state === "playing");
    expect(state().capture).toBe("muted");
  });

  it("is stopped by a second press and by Stop, which then stops nothing else", async () => {
    await playAgain();
    client.playAgain("t1", "reply");
    expect(state().replay).toBeNull();
    client.playAgain("t1", "reply");
    await until(({ replay }) => replay?.state === "playing");
    client.interruptReply();
    expect(state().replay).toBeNull();
    expect(received.filter(({ type }) => type === "interrupt")).toEqual([]);
  });

  it("that is gone is not offered again", async () => {
    await hearReply();
    vi.stubGlobal("fetch", async () => new Response(null, { status: 404 }));
    client.playAgain("t1", "reply");
    await until(({ turns }) => turns.t1?.lostRecordings.includes("reply"));
    expect(state().replay).toBeNull();
  });
});

describe("which replies are spoken, how loud and how fast", () => {
  it("is told to the server at the start and at each change, and remembered on the device", async () => {
    await openPage();
    expect(starts()[0]).toMatchObject({ speech: "when_spoken", speed: 1 });
    say(started("s1"));
    await until(({ started: isStarted }) => isStarted);
    sound.dispatch({ speech: "never" });
    await receivedStarts(2);
    expect(starts()[1]).toMatchObject({ speech: "never", speed: 1, session_id: "s1" });
    sound.dispatch({ speed: 1.3 });
    await receivedStarts(3);
    expect(starts()[2]).toMatchObject({ speech: "never", speed: 1.3 });
    expect(openDeviceSound(storage()).get()).toMatchObject({ speech: "never", volume: 1, speed: 1.3 });
  });

  it("changes the volume at once, and asks the server for nothing", async () => {
    sound.dispatch({ volume: 0.5 });
    await hearReply();
    expect(FakeGainNode.last.gain.value).toBe(0.5);
    sound.dispatch({ volume: 0 });
    expect(FakeGainNode.last.gain.value).toBe(0);
    expect(starts()).toHaveLength(1);
  });

  it("silences the reply that sounds when speech is switched off", async () => {
    await hearReply();
    sound.dispatch({ speech: "never" });
    expect(speaker.commands.at(-1)).toEqual({ type: "clear" });
    await expect.poll(() => received.some(({ type }) => type === "interrupt")).toBe(true);
  });

  it("works where the browser keeps nothing", () => {
    const forbidden = openDeviceSound({
      getItem: () => null,
      setItem: () => {
        throw new Error("QuotaExceededError");
      },
    });
    forbidden.dispatch({ speech: "always" });
    expect(forbidden.get().speech).toBe("always");
  });
});

describe("sound", () => {
  it("of a reply whose rest can't come any more plays out, even when the connection ended for good", async () => {
    await hearReply();
    say({ type: "error", code: "at_capacity", message: "" });
    sockets[0]?.disconnect(true);
    await until(({ connection }) => connection.state === "turned_away");
    expect(speaker.commands.at(-1)).toMatchObject({ type: "enqueue", turnId: "t1", isLast: true });
  });

  it("ends at once where the conversation is continued elsewhere", async () => {
    await hearReply();
    say({ type: "error", code: "session_in_use", message: "" });
    sockets[0]?.disconnect(true);
    await until(({ connection }) => connection.state === "turned_away");
    expect(speaker.commands.at(-1)).toEqual({ type: "clear" });
  });

  it.each(["suspended", "interrupted"] as const)("that is %s goes on with what comes next", async (asleep) => {
    await hearReply();
    FakeAudioContext.last.state = asleep;
    say(speech("t1"));
    await expect.poll(() => FakeAudioContext.last.state).toBe("running");
  });

  it("goes on when the page is visible again", async () => {
    await hearReply();
    FakeAudioContext.last.state = "interrupted";
    page.visibilityState = "hidden";
    page.dispatchEvent(new Event("visibilitychange"));
    expect(FakeAudioContext.last.state).toBe("interrupted");
    page.visibilityState = "visible";
    page.dispatchEvent(new Event("visibilitychange"));
    expect(FakeAudioContext.last.state).toBe("running");
  });

  it("is opened by the next gesture when it could not be opened by the first", async () => {
    await openPage();
    say(started("s1"));
    await until(({ started: isStarted }) => isStarted);
    FakeAudioContext.loading = Promise.reject(new Error("no network"));
    client.sendText("Tell me");
    say(turnStarted("t1"), token("t1", "Well. "));
    await until(({ turns }) => turns.t1?.replyText);
    FakeAudioContext.loading = Promise.resolve();
    client.sendText("Tell me again");
    say(turnStarted("t2"), token("t2", "Well. "), speech("t2"));
    await expect.poll(() => speaker.commands.at(-1)).toMatchObject({ type: "enqueue", turnId: "t2" });
  });

  it("moves to the default while the chosen device is unplugged, and back", async () => {
    await openPage({ outputDeviceId: "headset" });
    say(started("s1"));
    await until(({ started: isStarted }) => isStarted);
    client.sendText("Tell me");
    await expect.poll(() => FakeAudioContext.last.sinkId).toBe("headset");
    const { devices } = mediaDevices;
    mediaDevices.devices = [];
    mediaDevices.dispatchEvent(new Event("devicechange"));
    await expect.poll(() => FakeAudioContext.last.sinkId).toBe("");
    mediaDevices.devices = devices;
    mediaDevices.dispatchEvent(new Event("devicechange"));
    await expect.poll(() => FakeAudioContext.last.sinkId).toBe("headset");
  });
});

describe("the microphone", () => {
  beforeEach(async () => {
    await openPage();
    await client.toggleMicrophone();
    expect(state()).toMatchObject({ microphone: { state: "on" }, capture: "open" });
  });

  it("hears again when the page is visible again after its sound was interrupted", () => {
    FakeAudioContext.last.state = "interrupted";
    page.dispatchEvent(new Event("visibilitychange"));
    expect(FakeAudioContext.last.state).toBe("running");
  });

  it("stays muted until the last sound of the page that it should not hear has ended", () => {
    const [endSample, endCheck] = [client.muteWhile(), client.muteWhile()];
    expect(state().capture).toBe("muted");
    endSample();
    endSample();
    expect(state().capture).toBe("muted");
    endCheck();
    expect(state().capture).toBe("open");
  });

  it("that is opened or unmuted meanwhile opens at the end, and one that was muted before stays muted", async () => {
    await client.toggleMicrophone();
    const endCheck = client.muteWhile();
    expect(state().capture).toBe("closed");
    await client.toggleMicrophone();
    expect(state().capture).toBe("muted");
    client.toggleMute();
    expect(state().capture).toBe("muted");
    endCheck();
    expect(state().capture).toBe("open");
    client.toggleMute();
    client.muteWhile()();
    expect(state().capture).toBe("muted");
  });

  it("that is gone is closed, so that one press opens it again", async () => {
    mediaDevices.track.onended();
    await until(({ microphone }) => microphone.state === "blocked");
    expect(state()).toMatchObject({ microphone: { reason: "no_device" }, capture: "closed" });
    await client.toggleMicrophone();
    expect(state()).toMatchObject({ microphone: { state: "on" }, capture: "open" });
  });
});

it("a page that was rendered before the last turn was stored asks for it, and puts it in its place", async () => {
  await openPage({ sessionId: "s1" });
  say(started("s1", 1));
  await expect.poll(() => turnsMissing.mock.calls.length).toBe(1);
  say({ type: "turn_started", turn_id: "t2", turn_number: 2 });
  await until(({ turns }) => turns.t2);
  const stored: Turn = { ...(state().turns.t2 as Turn), turnId: "t1", turnNumber: 1 };
  client.addTurns("another", [stored]);
  expect(state().turnIds).toEqual(["t2"]);
  const known = state().turns.t2;
  client.addTurns("s1", [stored, { ...stored, turnId: "t2" }]);
  expect(state().turnIds).toEqual(["t1", "t2"]);
  expect(state().turns.t2).toBe(known);
  say(started("s1", 2), { type: "turn_state", state: "thinking" });
  await until(({ turnState }) => turnState === "thinking");
  expect(turnsMissing).toHaveBeenCalledTimes(1);
});

it("a page that is left stops its reply, and says so", async () => {
  await hearReply();
  close();
  await expect.poll(() => received.map(({ type }) => type)).toContain("interrupt");
});

it("a lost connection is tried at once when the page is visible again", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.999);
  await hearReply();
  sockets[0]?.disconnect(true);
  await until(({ connection }) => connection.state === "waiting");
  page.dispatchEvent(new Event("visibilitychange"));
  expect(state().connection.state).toBe("connecting");
  vi.restoreAllMocks();
  await receivedStarts(2);
});
