import type { ConversationView } from "@/lib/conversations";
import type { Language } from "@/lib/languages";

/** What a row of the list says about one conversation. */
export interface ConversationSummary {
  /** The first words that were recognised or typed; null when there are none. */
  firstWords: { text: string; language: Language | null } | null;
  voice: string | null;
  turnCount: number;
  /** Sound of both sides together. */
  soundMs: number;
  /** The longest wait for a first sound; null when none was measured. */
  worstFirstAudioMs: number | null;
  errorCount: number;
  interruptionCount: number;
}

export function summarise({ turns }: ConversationView): ConversationSummary {
  const spoken = turns.find((turn) => turn.user_text.trim() !== "");
  const waits = turns.flatMap((turn) => turn.timings?.first_audio_ms ?? []);
  return {
    firstWords: spoken ? { text: spoken.user_text, language: spoken.language } : null,
    voice: turns.at(-1)?.voice ?? null,
    turnCount: turns.length,
    soundMs: turns.reduce((sum, turn) => sum + (turn.user_audio_ms ?? 0) + (turn.ai_audio_ms ?? 0), 0),
    worstFirstAudioMs: waits.length > 0 ? Math.max(...waits) : null,
    errorCount: turns.filter((turn) => turn.error_code !== null).length,
    interruptionCount: turns.filter((turn) => turn.interrupted).length,
  };
}

/** A voice as people know it; one that is no longer there by what is left of its name. */
export function voiceName(voice: string, voiceNames: Record<string, string>): string {
  return voiceNames[voice] ?? voice.replace(/^builtin:/, "");
}

export interface DayOfConversations {
  /** YYYY-MM-DD in the reader's time zone. */
  day: string;
  conversations: ConversationView[];
}

/** The calendar day of a moment (ms), as the reader's clock has it. */
export function dayOf(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(atMs);
}

/** Groups what is already in order, newest first, by day. */
export function groupByDay(conversations: ConversationView[], timeZone: string): DayOfConversations[] {
  const days: DayOfConversations[] = [];
  for (const conversation of conversations) {
    const day = dayOf(conversation.created_at * 1000, timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.conversations.push(conversation);
    else days.push({ day, conversations: [conversation] });
  }
  return days;
}
