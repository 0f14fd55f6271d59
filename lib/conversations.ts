import type { ErrorCode } from "./errors";
import type { TurnFeedback } from "./feedback";
import type { Language, SpeechMode } from "./languages";
import type { Replacement } from "./lexicon";
import type { TurnModels } from "./models";
import { textSchema } from "./text";
import type { Timings } from "./timings";
import type { TurnCall } from "./turn-calls";
import type { EndedBy, FinishReason } from "./turn-end";

/** One stored turn as `GET /api/conversations` shows it. Fields that an older row never had are null. */
export interface TurnView {
  turn_id: string | null;
  turn_number: number;
  user_text: string;
  /** All of the reply that was shown; in turns older than `shown_chars`, an interrupted one has what was heard. */
  ai_text: string;
  /** Where its sound can be fetched (WAV, Range); null for a typed turn, an unspoken reply or a missing file. */
  user_audio_url: string | null;
  ai_audio_url: string | null;
  /** There was a recording, but its file is missing. */
  user_audio_missing: boolean;
  ai_audio_missing: boolean;
  user_audio_ms: number | null;
  ai_audio_ms: number | null;
  language: Language | null;
  mode: SpeechMode | null;
  /** The voice that spoke, as text: lib/voices. */
  voice: string | null;
  models: TurnModels;
  timings: Timings | null;
  interrupted: boolean;
  ended_by: EndedBy | null;
  finish_reason: FinishReason | null;
  /** Lengths of the reply in UTF-16 code units: written by the model, shown (`ai_text`), heard. */
  written_chars: number | null;
  shown_chars: number | null;
  heard_chars: number | null;
  error_code: ErrorCode | null;
  /** The turn_id that this one corrects, if any. */
  supersedes_turn_id: string | null;
  /** What was recognised, where the lexicon or a person changed it since. */
  recognised_text: string | null;
  /** Where the lexicon changed the recognised words; places in the text before any correction. */
  heard_replacements: Replacement[];
  /** Where the voice says something else than `ai_text` has. */
  said_replacements: Replacement[];
  lexicon_version: number | null;
  /** Which version of which persona answered; null: the one that comes with AVATAR, or not known. */
  persona: { name: string; version: number } | null;
  /** Empty in older rows. */
  calls: TurnCall[];
  /** Unix seconds */
  created_at: number;
}

/** How much of a stored reply is shown as heard: all of it where it was only read, or where nothing says how far. */
export function heardCharsOf({
  ai_text,
  ai_audio_ms,
  heard_chars,
}: Pick<TurnView, "ai_text" | "ai_audio_ms" | "heard_chars">): number {
  return !ai_audio_ms || heard_chars === null ? ai_text.length : heard_chars;
}

/** One session's stored turns, oldest first. */
export interface ConversationView {
  /** The session's id. */
  id: string;
  /** In a list the newest 50 at most. */
  turns: TurnView[];
  /** How many of its turns the reader may see; `turns` may hold fewer. */
  turn_count: number;
  /** When its first turn was stored, Unix seconds. */
  created_at: number;
  /** The person who had it; null when none is stored with it. */
  username: string | null;
  /** The name that a person gave it. */
  title: string | null;
  /** What people said about its turns, by turn_id; only where one conversation is read. */
  feedback?: Record<string, TurnFeedback>;
}

/** Words that tell a conversation from others, and the language they are in. */
export interface FirstWords {
  text: string;
  language: Language | null;
}

/** What the history's list shows of one conversation. */
export interface ConversationSummary extends Omit<ConversationView, "turns"> {
  /** The turn in which the searched words were found; null without a search. */
  found_turn_id: string | null;
  /** The text in which a searched word was found, else the first words that were said or typed; null without any. */
  words: FirstWords | null;
  /** Of the last turn, as in `TurnView`. */
  voice: string | null;
  /** The recordings of both sides together. */
  sound_ms: number;
  /** The longest wait for a first sound; null when none was measured. */
  worst_first_audio_ms: number | null;
  error_count: number;
  interruption_count: number;
  thumbs_up: number;
  thumbs_down: number;
  tag_count: number;
}

export const conversationTitleSchema = textSchema.trim().max(120);

/** How long a deletion can be undone, seconds. */
export const deletionUndoS = 10;

/** What goes with a conversation that is deleted. */
export interface ConversationRemoval {
  turns: number;
  /** Sounds of both sides that are on disk, those of replays included. */
  recordings: number;
  recording_bytes: number;
  corrections: number;
  thumbs: number;
  tags: number;
  notes: number;
  /** Cases of replay sets that lose their words; each set keeps the row. */
  replay_cases: number;
  replay_results: number;
}
