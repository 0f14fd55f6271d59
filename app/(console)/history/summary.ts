import type { TurnView } from "@/lib/conversations";
import { parseVoiceId } from "@/lib/voices";

/** Sound of both sides of all turns together, ms. */
export function soundMs(turns: readonly TurnView[]): number {
  return turns.reduce((sum, turn) => sum + (turn.user_audio_ms ?? 0) + (turn.ai_audio_ms ?? 0), 0);
}

/** The voice's name for people; for a voice that no longer exists, what can be read from its id. */
export function voiceName(voice: string, voiceNames: Record<string, string>): string {
  const id = parseVoiceId(voice);
  return voiceNames[voice] ?? (id?.kind === "builtin" ? id.name : voice);
}

export interface DayOfConversations<Conversation> {
  /** YYYY-MM-DD in the reader's time zone. */
  day: string;
  conversations: Conversation[];
}

/** The calendar day of a moment (ms), as the reader's clock has it. */
export function dayOf(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(atMs);
}

/** Groups conversations by day; they must be sorted already, newest first. */
export function groupByDay<Conversation extends { created_at: number }>(
  conversations: Conversation[],
  timeZone: string,
): DayOfConversations<Conversation>[] {
  const days: DayOfConversations<Conversation>[] = [];
  for (const conversation of conversations) {
    const day = dayOf(conversation.created_at * 1000, timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.conversations.push(conversation);
    else days.push({ day, conversations: [conversation] });
  }
  return days;
}
