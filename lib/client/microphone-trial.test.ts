import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { chatSettings } from "../chat/chat-settings";
import { MicrophoneTrial, type MicrophoneTrialState, trialSeconds } from "./microphone-trial";

// Without a browser: a microphone that the test opens, and an audio element that tells of its pause later.

class FakeAudioContext {
  state = "running";
  readonly audioWorklet = { addModule: async () => undefined };
  async close(): Promise<void> {
    this.state = "closed";
  }
  createMediaStreamSource() {
    return { connect() {} };
  }
}

class FakeAudioWorkletNode {
  static port: { onmessage: ((event: { data: unknown }) => void) | null; postMessage(): void };
  readonly port = { onmessage: null, postMessage() {} };
  constructor() {
    FakeAudioWorkletNode.port = this.port;
  }
}

class FakeAudio {
  static all: FakeAudio[] = [];
  volume = 1;
  isPlaying = false;
  onended: (() => void) | null = null;
  onpause: (() => void) | null = null;
  constructor() {
    FakeAudio.all.push(this);
  }
  async play(): Promise<void> {
    this.isPlaying = true;
  }
  pause(): void {
    if (this.isPlaying) queueMicrotask(() => this.onpause?.());
    this.isPlaying = false;
  }
}

const options = chatSettings(undefined, "en");
let track: { stop: () => void; readyState: string; muted: boolean; label: string; onended: (() => void) | null };
let giveDevice: () => void;
let states: MicrophoneTrialState[];
let holders: number;
let trial: MicrophoneTrial;
const kinds = () => states.map(({ kind }) => kind);

beforeEach(() => {
  vi.useFakeTimers();
  const stop = () => {
    track.readyState = "ended";
  };
  track = { stop, readyState: "live", muted: false, label: "Desk microphone", onended: null };
  const stream = { getTracks: () => [track], getAudioTracks: () => [track] };
  const opened = new Promise<unknown>((resolve) => {
    giveDevice = () => resolve(stream);
  });
  vi.stubGlobal("AudioContext", FakeAudioContext);
  vi.stubGlobal("AudioWorkletNode", FakeAudioWorkletNode);
  vi.stubGlobal("Audio", FakeAudio);
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: () => opened } });
  vi.stubGlobal("window", { isSecureContext: true });
  FakeAudio.all = [];
  states = [];
  holders = 0;
  trial = new MicrophoneTrial({
    onState: (state) => states.push(state),
    onLevel: () => undefined,
    muteWhile: () => {
      let isOver = false;
      holders += 1;
      return () => {
        if (!isOver) holders -= 1;
        isOver = true;
      };
    },
  });
});
afterEach(() => {
  trial.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function record(): Promise<void> {
  giveDevice();
  await trial.record(options);
}

/** Chunks of clear speech. */
function speak(): void {
  const pcm = new Int16Array(960).fill(4_000);
  FakeAudioWorkletNode.port.onmessage?.({ data: { type: "chunk", pcm, rms: 0.12, peak: 0.12 } });
}

it("records some seconds, judges them, and gives the microphone back", async () => {
  await record();
  expect(holders).toBe(1);
  speak();
  await vi.advanceTimersByTimeAsync(trialSeconds * 1_000);
  expect(states.at(-1)).toEqual({ kind: "done", device: "Desk microphone", verdict: "good" });
  expect({ holders, track: track.readyState }).toEqual({ holders: 0, track: "ended" });
});

it("that is left while the browser asks leaves no microphone open", async () => {
  const recording = trial.record(options);
  trial.close();
  giveDevice();
  await recording;
  expect({ holders, track: track.readyState, last: kinds().at(-1) }).toEqual({
    holders: 0,
    track: "ended",
    last: "idle",
  });
});

it("says that the device was lost, and goes on saying so", async () => {
  await record();
  speak();
  track.onended?.();
  await vi.advanceTimersByTimeAsync(trialSeconds * 1_000);
  expect(states.at(-1)).toEqual({ kind: "blocked", reason: "no_device" });
  expect({ holders, kinds: kinds() }).toEqual({ holders: 0, kinds: ["opening", "recording", "blocked"] });
});

it("notices a device that is lost while its sound is set up", async () => {
  vi.stubGlobal(
    "AudioContext",
    class extends FakeAudioContext {
      override readonly audioWorklet = { addModule: async () => track.onended?.() as undefined };
    },
  );
  await record();
  await vi.advanceTimersByTimeAsync(trialSeconds * 1_000);
  expect({ holders, kinds: kinds() }).toEqual({ holders: 0, kinds: ["opening", "blocked"] });
});

it("keeps the conversation muted when the check is repeated while its sound plays", async () => {
  await record();
  speak();
  trial.stop();
  trial.play(1, null);
  trial.play(1, null);
  await vi.advanceTimersByTimeAsync(0);
  expect({ holders, playing: FakeAudio.all.map(({ isPlaying }) => isPlaying) }).toEqual({
    holders: 1,
    playing: [false, true],
  });
  track.readyState = "live";
  await record();
  await vi.advanceTimersByTimeAsync(0);
  expect({ holders, playing: FakeAudio.all.map(({ isPlaying }) => isPlaying) }).toEqual({
    holders: 1,
    playing: [false, false],
  });
  trial.stop();
  expect(holders).toBe(0);
});
