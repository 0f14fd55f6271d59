import type { ErrorCode } from "../errors";
import { loadsWhenNeeded, type ModelStatus } from "../models";
import type { ConversationState } from "./conversation-state";
import type { MicrophoneBlock } from "./microphone-state";
import type { MicrophoneSilence } from "./microphone-watch";

/** What the dock says: exactly one of these at a time. */
export type DockState =
  | { kind: "connecting" }
  | { kind: "signed_out" }
  /** `nextTryAtMs` on Date.now()'s clock; null while a try is on its way. */
  | { kind: "reconnecting"; attempt: number; nextTryAtMs: number | null }
  /** The server did not start a session. */
  | { kind: "refused"; code: ErrorCode }
  | { kind: "waiting"; position: number; etaMs: number | null }
  /**
   * `progress`: 0–0.99 over all models that chat needs; null when unknown. At 1 they are ready: another state.
   * `canType`: the language model is ready, so that typed questions are answered already.
   */
  | { kind: "loading"; progress: number | null; canType: boolean }
  | { kind: "model_failed"; model: ModelStatus }
  | { kind: "hearing" }
  /** What was said is being turned into words. */
  | { kind: "recognising" }
  | { kind: "thinking" }
  /** The person asked for silence, and the reply's text goes on. */
  | { kind: "writing" }
  | { kind: "speaking" }
  | { kind: "blocked"; reason: MicrophoneBlock }
  /** The microphone is open, and no sound comes from it. */
  | { kind: "silent"; reason: MicrophoneSilence }
  | { kind: "opening" }
  | { kind: "muted" }
  | { kind: "listening" }
  /** `loadsFirst`: a model was unloaded, and the first question loads it. */
  | { kind: "ready"; loadsFirst?: true };

export type DockKind = DockState["kind"];

/** What the dock says, derived from what the server, the connection and the sound report; never from a timer. */
export function dockState(state: ConversationState): DockState {
  return connectionDock(state) ?? modelDock(state) ?? turnDock(state) ?? microphoneDock(state);
}

function connectionDock(state: ConversationState): DockState | null {
  const { connection } = state;
  if (connection.state === "signed_out") return { kind: "signed_out" };
  if (connection.state === "turned_away") return { kind: "refused", code: connection.code };
  if (connection.state === "waiting") {
    return { kind: "reconnecting", attempt: connection.attempt, nextTryAtMs: connection.nextTryAtMs };
  }
  if (connection.state === "connecting" && connection.attempt > 1) {
    return { kind: "reconnecting", attempt: connection.attempt, nextTryAtMs: null };
  }
  // `started` and queued: an idle conversation gave its seat to somebody else, and its next words wait for a seat.
  if (state.started) return state.queue ? { kind: "waiting", ...state.queue } : null;
  if (state.notice !== null) return { kind: "refused", code: state.notice };
  if (state.queue) return { kind: "waiting", ...state.queue };
  return { kind: "connecting" };
}

/** Without the voice where the conversation goes on without it; ServiceBadge says how. */
function requiredModels({ models, service }: ConversationState): ModelStatus[] {
  const isReplaced = service.level === "cpu_voice" || service.level === "text_only";
  return models.filter((model) => model.required && !(isReplaced && model.role === "tts"));
}

function modelDock(state: ConversationState): DockState | null {
  const required = requiredModels(state);
  const failed = required.find((model) => model.state === "failed");
  if (failed) return { kind: "model_failed", model: failed };
  const isThere = (model: ModelStatus) => model.state === "ready" || loadsWhenNeeded(model);
  const busy = required.filter((model) => !isThere(model) && model.state !== "stopped");
  if (busy.length === 0) return null;
  const known = busy.every((model) => model.progress !== null || model.state === "waiting");
  const done = required.reduce((sum, model) => sum + (isThere(model) ? 1 : (model.progress ?? 0)), 0);
  const thinking = required.filter((model) => model.role === "llm");
  const canType = thinking.length > 0 && thinking.every(isThere);
  return { kind: "loading", progress: known ? Math.min(0.99, done / required.length) : null, canType };
}

function turnDock(state: ConversationState): DockState | null {
  if (state.turnState === "hearing") return { kind: "hearing" };
  if (state.turnState === "thinking") return { kind: beforeSound(state) };
  // The server has sent a reply long before its sound is over: "speaking" lasts until the last sound was played.
  const isSounding = state.playingTurnId !== null || state.replay?.state === "playing";
  if (state.turnState === "speaking" || isSounding) return { kind: "speaking" };
  return null;
}

function microphoneDock(state: ConversationState): DockState {
  if (state.microphone.state === "blocked") return { kind: "blocked", reason: state.microphone.reason };
  if (state.microphone.state === "starting") return { kind: "opening" };
  if (state.microphone.state === "off") return readyDock(state);
  if (state.capture === "muted") return { kind: "muted" };
  if (state.capture === "open" && state.microphone.state === "silent") {
    return { kind: "silent", reason: state.microphone.reason };
  }
  return state.capture === "open" ? { kind: "listening" } : readyDock(state);
}

function readyDock(state: ConversationState): DockState {
  return requiredModels(state).some(loadsWhenNeeded) ? { kind: "ready", loadsFirst: true } : { kind: "ready" };
}

/** What goes on between the person's words and the reply's first sound. */
function beforeSound({ turnIds, turns }: ConversationState): "recognising" | "thinking" | "writing" {
  const newest = turns[turnIds.at(-1) ?? ""];
  if (newest?.status !== "running") return "thinking";
  if (newest.silenced) return "writing";
  return newest.source === "spoken" && !newest.userTextFinal ? "recognising" : "thinking";
}

/** True while something else than "muted" is the dock's word, and the person might forget that nobody hears them. */
export function isMutedMeanwhile({ capture }: ConversationState, { kind }: DockState): boolean {
  return capture === "muted" && ["recognising", "thinking", "writing", "speaking"].includes(kind);
}
