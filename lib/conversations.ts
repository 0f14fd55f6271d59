import type { ErrorCode } from "./errors";
import type { Language, SpeechMode } from "./languages";
import type { TurnModels } from "./models";
import type { Timings } from "./timings";

/** One stored turn as `GET /api/conversations` shows it. Fields that an older row never had are null. */
export interface TurnView {
  turn_id: string | null;
  turn_number: number;
  user_text: string;
  ai_text: string;
  /** Where its sound can be fetched (WAV, Range); null for a typed turn, an unspoken reply, a lost file. */
  user_audio_url: string | null;
  ai_audio_url: string | null;
  /** There was a recording and its file is gone. */
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
  error_code: ErrorCode | null;
  /** The turn_id that this one corrects, if any. */
  supersedes_turn_id: string | null;
  /** Unix seconds */
  created_at: number;
}

/** One session's stored turns, oldest first. */
export interface ConversationView {
  /** The session's id. */
  id: string;
  /** In a list the newest 50 at most. */
  turns: TurnView[];
  /** Of all its turns that the reader may see. */
  turn_count: number;
  /** Of its first turn, Unix seconds. */
  created_at: number;
  /** Whose it is; null when no person is stored with it. */
  username: string | null;
}

/** What the history's list shows of one conversation. */
export interface ConversationSummary extends Omit<ConversationView, "turns"> {
  /** Where a searched word was found, else the first words that were recognised or typed; null when there are none. */
  words: { text: string; language: Language | null } | null;
  /** Of the last turn, as in `TurnView`. */
  voice: string | null;
  /** Sound of both sides together. */
  sound_ms: number;
  /** The longest wait for a first sound; null when none was measured. */
  worst_first_audio_ms: number | null;
  error_count: number;
  interruption_count: number;
}

/** Longest query that is searched for. */
export const maxQueryChars = 100;

/** Further words of a query are ignored: each costs a search through all conversations that match the others. */
const maxSearchTerms = 10;

/** The words of a query; a conversation must contain them all, in what was said or answered or in the person's name. */
export function searchTerms(query: string): string[] {
  const words = query.trim().split(/\s+/u).filter(Boolean);
  return [...new Set(words)].slice(0, maxSearchTerms);
}
