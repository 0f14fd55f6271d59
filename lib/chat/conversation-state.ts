import type { ErrorCode } from "../errors";
import type { Thumb } from "../feedback";
import type { Language, SpeechMode } from "../languages";
import type { Replacement } from "../lexicon";
import type { ModelStatus, TurnModels } from "../models";
import type { ServiceLevel } from "../service-level";
import type { Timings } from "../timings";
import type { EndedBy, FinishReason } from "../turn-end";
import type { TurnState } from "../turn-state";
import type { ConnectionState } from "./connection-state";
import type { LeftConversation } from "./left-conversation";
import type { Capture, MicrophoneState } from "./microphone-state";
import type { Replay, TurnSide } from "./recordings";

/** Once the reply's sound has been played up to `startMs`, its text counts as heard up to `endChar`. */
export interface Caption {
  startMs: number;
  endChar: number;
}

/** One turn as the page shows it. A turn that did not change stays the same object. */
export interface Turn {
  turnId: string;
  turnNumber: number;
  /** `repeated`: the words of an earlier turn, to be answered again. */
  source: "spoken" | "typed" | "edited" | "repeated";
  language: Language;
  userText: string;
  userTextFinal: boolean;
  /** Where the lexicon changed what was recognised; places in `userText`. */
  heardReplacements: readonly Replacement[];
  replyText: string;
  /** Where the voice says something else than `replyText` has; known when the turn is complete. */
  saidReplacements: readonly Replacement[];
  /** False: by the person's choice the reply is only written. */
  isSpoken: boolean;
  /** How much of `replyText` has been heard; the rest is shown in lighter ink. */
  heardChars: number;
  captions: readonly Caption[];
  /** Sound received so far, or stored. */
  queuedMs: number;
  /** Recordings that were stored and are gone. */
  lostRecordings: readonly TurnSide[];
  status: "running" | "completed" | "interrupted" | "failed";
  /** No more sound is played of this turn; its text goes on while it runs. */
  silenced: boolean;
  /** Why it ended; null while it runs, and where it is not known. */
  endedBy: EndedBy | null;
  /** Why the model stopped writing; null where it was not done, or it is not known. */
  finishReason: FinishReason | null;
  /** Replaced by a corrected turn, or out of the model's context. */
  superseded: boolean;
  timings: Timings | null;
  mode: SpeechMode;
  models: TurnModels;
  errorCode: ErrorCode | null;
  /** What the person thought of it, when the page was loaded. */
  thumb: Thumb | null;
}

/** Typed or corrected words on their way to the server; `lost` when the connection broke or the server refused them. */
export interface Outgoing {
  kind: "typed" | "edited" | "repeated";
  text: string;
  /** The turn that is corrected. */
  editsTurnId: string | null;
  lost: boolean;
}

export interface ConversationState {
  connection: ConnectionState;
  /** The server accepts speech and text: from `session_started` on, also while a new conversation begins. */
  started: boolean;
  sessionId: string | null;
  language: Language;
  mode: SpeechMode;
  models: readonly ModelStatus[];
  /** The voice that speaks, as lib/voices writes it; null until the server says. */
  speaker: string | null;
  /** How far the voice is degraded; `full` until the server says otherwise. */
  service: ServiceLevel;
  queue: { position: number; etaMs: number | null } | null;
  turnState: TurnState;
  microphone: MicrophoneState;
  capture: Capture;
  /** Words being heard that belong to no turn yet. */
  hearing: string;
  outgoing: Outgoing | null;
  turnIds: readonly string[];
  turns: Readonly<Record<string, Turn>>;
  /** The conversation that was left for this one; null once this one has a turn. */
  left: LeftConversation | null;
  /** The reply that sounds now. */
  playingTurnId: string | null;
  /** The recording that is played again now. */
  replay: Replay | null;
  /** When the login ends, on Date.now()'s clock; null until the server warns that the end is near. */
  loginEndsAtMs: number | null;
  /** The last error that belongs to no turn, until it is dismissed or the next turn begins. */
  notice: ErrorCode | null;
  /** Where the conversation is open instead of here; null while nothing says so. */
  openElsewhere: OpenElsewhere | null;
}

export type OpenElsewhere =
  | { kind: "other_tab" }
  | { kind: "other_client"; address: string; userAgent: string }
  /** It was open here, and was then continued elsewhere. */
  | { kind: "taken_over" };

export const fullService: ServiceLevel = { level: "full", reason: null };

export function initialConversation(
  settings: { language: Language; mode: SpeechMode },
  turns: readonly Turn[] = [],
  models: readonly ModelStatus[] = [],
): ConversationState {
  return {
    connection: { state: "connecting", attempt: 1 },
    started: false,
    sessionId: null,
    language: settings.language,
    mode: settings.mode,
    models,
    service: fullService,
    speaker: null,
    queue: null,
    turnState: "listening",
    microphone: { state: "off" },
    capture: "closed",
    hearing: "",
    outgoing: null,
    turnIds: turns.map((turn) => turn.turnId),
    turns: Object.fromEntries(turns.map((turn) => [turn.turnId, turn])),
    left: null,
    playingTurnId: null,
    replay: null,
    loginEndsAtMs: null,
    notice: null,
    openElsewhere: null,
  };
}

/** Somebody speaks, or spoke just now, and no turn has the words yet; speech that goes on with a turn is shown there. */
export function speaksANewTurn({ hearing, turnState, turnIds, turns }: ConversationState): boolean {
  if (hearing !== "") return true;
  const newest = turns[turnIds.at(-1) ?? ""];
  const goesOn = newest?.status === "running" && newest.source === "spoken" && !newest.userTextFinal;
  return turnState === "hearing" && !goesOn;
}
