import { describe, expect, it } from "vitest";
import { modelStatus } from "../testing/model-status";
import { type ConversationState, initialConversation, type Turn } from "./conversation-state";
import { dockState, isMutedMeanwhile } from "./dock-state";
import { earlierTurns } from "./earlier-turns";
import { storedTurn } from "./testing/stored-turn";

const talking: ConversationState = {
  ...initialConversation({ language: "en", mode: "fast" }),
  connection: { state: "connected" },
  started: true,
  sessionId: "s1",
};
const dockOf = (change: Partial<ConversationState>) => dockState({ ...talking, ...change });
const open = { microphone: { state: "on" }, capture: "open" } as const;

describe("dockState", () => {
  it("is ready until the microphone is on, then listening, or muted", () => {
    expect(dockOf({}).kind).toBe("ready");
    expect(dockOf({ microphone: { state: "starting" } }).kind).toBe("opening");
    expect(dockOf(open).kind).toBe("listening");
    expect(dockOf({ ...open, capture: "muted" }).kind).toBe("muted");
    expect(dockOf({ ...open, capture: "closed" }).kind).toBe("ready");
  });

  it("follows the turn machine, and speaks until the last sound was played", () => {
    expect(dockOf({ ...open, turnState: "hearing" }).kind).toBe("hearing");
    expect(dockOf({ ...open, turnState: "thinking" }).kind).toBe("thinking");
    expect(dockOf({ ...open, turnState: "speaking" }).kind).toBe("speaking");
    expect(dockOf({ ...open, turnState: "listening", playingTurnId: "t1" }).kind).toBe("speaking");
    expect(dockOf({ ...open, turnState: "hearing", playingTurnId: "t1" }).kind).toBe("hearing");
  });

  it("recognises a spoken turn until its words are final; typed words need none of that", () => {
    const [turn] = earlierTurns([storedTurn(1)], "en");
    const running = { ...turn, status: "running", silenced: false } as Turn;
    const kindOf = (change: Partial<Turn>) =>
      dockOf({ turnState: "thinking", turnIds: ["t1"], turns: { t1: { ...running, ...change } } }).kind;
    expect(kindOf({ source: "spoken", userTextFinal: false })).toBe("recognising");
    expect(kindOf({ source: "spoken", userTextFinal: true })).toBe("thinking");
    expect(kindOf({ source: "typed", userTextFinal: true })).toBe("thinking");
  });

  it("tells that nobody hears the person whenever another word stands in the dock", () => {
    const mutedWhile = (change: Partial<ConversationState>) => {
      const state = { ...talking, ...open, capture: "muted" as const, ...change };
      return isMutedMeanwhile(state, dockState(state));
    };
    expect(mutedWhile({ turnState: "speaking" })).toBe(true);
    expect(mutedWhile({ turnState: "thinking" })).toBe(true);
    expect(mutedWhile({})).toBe(false);
    expect(mutedWhile({ turnState: "speaking", capture: "open" })).toBe(false);
  });

  it("is writing while a silenced reply's text goes on", () => {
    const [turn] = earlierTurns([storedTurn(1)], "en");
    const running = { ...turn, status: "running" } as Turn;
    const thinking = { turnState: "thinking", turnIds: ["t1"] } as const;
    expect(dockOf({ ...thinking, turns: { t1: { ...running, silenced: true } } }).kind).toBe("writing");
    expect(dockOf({ ...thinking, turns: { t1: { ...running, silenced: false } } }).kind).toBe("thinking");
  });

  it("says why there is no microphone, but not over a turn that was typed", () => {
    const blocked = { microphone: { state: "blocked", reason: "denied" } } as const;
    expect(dockOf(blocked)).toEqual({ kind: "blocked", reason: "denied" });
    expect(dockOf({ ...blocked, turnState: "thinking" }).kind).toBe("thinking");
    const silent = { microphone: { state: "silent", reason: "muted" }, capture: "open" } as const;
    expect(dockOf(silent)).toEqual({ kind: "silent", reason: "muted" });
    expect(dockOf({ ...silent, capture: "muted" }).kind).toBe("muted");
    expect(dockOf({ ...silent, capture: "closed" }).kind).toBe("ready");
  });

  it("shows a lost connection before anything else", () => {
    const busy = { ...open, turnState: "speaking", started: false } as const;
    expect(dockOf({ ...busy, connection: { state: "waiting", attempt: 2, nextTryAtMs: 7 } })).toEqual({
      kind: "reconnecting",
      attempt: 2,
      nextTryAtMs: 7,
    });
    expect(dockOf({ ...busy, connection: { state: "connecting", attempt: 2 } })).toMatchObject({ nextTryAtMs: null });
    expect(dockOf({ ...busy, connection: { state: "signed_out" } }).kind).toBe("signed_out");
  });

  it("waits in the queue, or says that the server refused", () => {
    expect(dockOf({ started: false }).kind).toBe("connecting");
    expect(dockOf({ started: false, queue: { position: 2, etaMs: 40_000 } })).toEqual({
      kind: "waiting",
      position: 2,
      etaMs: 40_000,
    });
    expect(dockOf({ queue: { position: 1, etaMs: null } })).toMatchObject({ kind: "waiting", position: 1 });
    expect(dockOf({ started: false, connection: { state: "turned_away", code: "at_capacity" } })).toEqual({
      kind: "refused",
      code: "at_capacity",
    });
    expect(dockOf({ started: false, notice: "session_in_use" })).toEqual({ kind: "refused", code: "session_in_use" });
  });

  it("shows loading over all models that chat needs", () => {
    const half = [modelStatus({}), modelStatus({ role: "tts", state: "downloading", progress: 0.5 })];
    expect(dockOf({ models: half })).toEqual({ kind: "loading", progress: 0.75, canType: true });
    const nearly = [modelStatus({}), modelStatus({ role: "tts", state: "downloading", progress: 1 })];
    expect(dockOf({ models: nearly })).toEqual({ kind: "loading", progress: 0.99, canType: true });
    expect(dockOf({ models: [modelStatus({ state: "loading" })] })).toEqual({
      kind: "loading",
      progress: null,
      canType: false,
    });
    const voiceOnly = [modelStatus({ role: "tts", state: "downloading", progress: 0.5 })];
    expect(dockOf({ models: voiceOnly })).toMatchObject({ kind: "loading", canType: false });
    expect(dockOf({ models: [modelStatus({ state: "loading", required: false })] }).kind).toBe("ready");
    expect(dockOf({ models: [modelStatus({ state: "failed" })] }).kind).toBe("model_failed");
  });

  it("is ready where a model was unloaded: the first question loads it", () => {
    const unloaded = { state: "waiting", detail_code: "unloaded" } as const;
    expect(dockOf({ models: [modelStatus(unloaded)] })).toEqual({ kind: "ready", loadsFirst: true });
    expect(dockOf({ models: [modelStatus({ ...unloaded, required: false })] })).toEqual({ kind: "ready" });
    const beside = [modelStatus(unloaded), modelStatus({ role: "tts", state: "downloading", progress: 0.5 })];
    expect(dockOf({ models: beside })).toEqual({ kind: "loading", progress: 0.75, canType: true });
    expect(dockOf({ models: [modelStatus({ state: "waiting" })] }).kind).toBe("loading");
  });

  it.each(["cpu_voice", "text_only"] as const)("lets people talk without the voice that failed: %s", (level) => {
    const service = { level, reason: "model_failed" } as const;
    for (const state of ["failed", "loading"] as const) {
      expect(dockOf({ service, models: [modelStatus({}), modelStatus({ role: "tts", state })] }).kind).toBe("ready");
    }
    expect(dockOf({ service, models: [modelStatus({ state: "failed" })] }).kind).toBe("model_failed");
  });
});
