import type { MicrophoneBlock, MicrophoneState } from "../chat/microphone-state";
import type { ConsentResult } from "../consent/result";
import type { ErrorCode } from "../errors";
import type { Language } from "../languages";
import type { ServerMessage } from "../protocol/server-messages";

/** A sentence as the page shows it. */
export interface ShownSentence {
  text: string;
  language: Language;
  /** On Date.now()'s clock. */
  expiresAtMs: number;
  /** How many tries there are after this one. */
  attemptsLeft: number;
}

/** Where a ceremony of consent stands, as its page shows it. */
export type CeremonyView =
  | { kind: "idle" }
  | { kind: "connecting" }
  | {
      kind: "reading";
      sentence: ShownSentence;
      microphone: "off" | "opening" | "on";
      blocked: MicrophoneBlock | null;
      /** How the try before ended. */
      before: EndedTry | null;
    }
  /** `code`: why it can't be checked, just before the result that says that it is over. */
  | { kind: "checking"; sentence: ShownSentence; code: ErrorCode | null }
  | { kind: "ended"; end: EndedTry; code: ErrorCode | null }
  | { kind: "refused"; code: ErrorCode }
  /** The connection was lost. `isChecked`: the recording was complete by then, and its check goes on. */
  | { kind: "lost"; isChecked: boolean };

export interface EndedTry {
  result: ConsentResult;
  sentence: ShownSentence;
}

export type CeremonyEvent =
  | { type: "begun" }
  | { type: "message"; message: ServerMessage; nowMs: number }
  | { type: "microphone"; state: MicrophoneState }
  | { type: "read" }
  | { type: "connection_lost" }
  | { type: "closed" };

export function reduceCeremony(view: CeremonyView, event: CeremonyEvent): CeremonyView {
  switch (event.type) {
    case "begun":
      return { kind: "connecting" };
    case "closed":
      return { kind: "idle" };
    case "connection_lost":
      if (view.kind === "checking") return { kind: "lost", isChecked: true };
      return view.kind === "connecting" || view.kind === "reading" ? { kind: "lost", isChecked: false } : view;
    case "read":
      return view.kind === "reading" ? { kind: "checking", sentence: view.sentence, code: null } : view;
    case "microphone":
      return view.kind === "reading" ? { ...view, ...microphoneIn(event.state) } : view;
    case "message":
      return receive(view, event.message, event.nowMs);
  }
}

function microphoneIn(
  state: MicrophoneState,
): Pick<Extract<CeremonyView, { kind: "reading" }>, "microphone" | "blocked"> {
  switch (state.state) {
    case "blocked":
      return { microphone: "off", blocked: state.reason };
    case "starting":
      return { microphone: "opening", blocked: null };
    case "off":
      return { microphone: "off", blocked: null };
    default:
      return { microphone: "on", blocked: null };
  }
}

function receive(view: CeremonyView, message: ServerMessage, nowMs: number): CeremonyView {
  switch (message.type) {
    case "consent_sentence": {
      const { text, language, expires_in_ms, attempts_left } = message;
      const sentence = { text, language, expiresAtMs: nowMs + expires_in_ms, attemptsLeft: attempts_left };
      const before = view.kind === "ended" ? view.end : null;
      return { kind: "reading", sentence, microphone: "off", blocked: null, before };
    }
    case "consent_result": {
      const { type: _, ...result } = message;
      if (view.kind === "reading" || view.kind === "checking") {
        const code = view.kind === "checking" ? view.code : null;
        return { kind: "ended", end: { result, sentence: view.sentence }, code };
      }
      return view;
    }
    case "error":
      if (view.kind === "connecting") return { kind: "refused", code: message.code };
      return view.kind === "checking" ? { ...view, code: message.code } : view;
    default:
      return view;
  }
}
