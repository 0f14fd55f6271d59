import { join } from "node:path";
import { conversations, sessions, turnDetails, users } from "../../drizzle/schema";
import { openDatabase } from "../../server/platform/db/connection";

const words =
  "the tide follows the moon and what the sea gives back in the morning is never quite what it took at night";

export interface SeededHistory {
  sessionCount: number;
  turnsEach: number;
  /** The conversations' ids are NAME-0, NAME-1 … */
  name?: string;
  /** The reply of a turn; a short one by default. */
  answer?: (turn: number) => string;
}

/**
 * Adds typed turns of the first user, as many as an office has after years, through a second connection beside the
 * running server.
 */
export function seedHistory(dataDir: string, { sessionCount, turnsEach, name = "seeded", answer }: SeededHistory) {
  const { tables, close } = openDatabase(join(dataDir, "app.db"));
  const user = tables.select({ id: users.id }).from(users).limit(1).get();
  if (!user) throw new Error("Nobody is there yet.");
  const options = { language: "en", mode: "fast", voice: "builtin:heart" };
  const startS = 1_700_000_000;
  for (let session = 0; session < sessionCount; session++) {
    tables.transaction((tx) => {
      const sessionId = `${name}-${session}`;
      const createdAt = startS + session * 3_600;
      tx.insert(sessions)
        .values({ id: sessionId, userId: user.id, ...options, endpointPauseMs: 700, createdAt, lastSeenAt: createdAt })
        .run();
      for (let turn = 1; turn <= turnsEach; turn++) {
        const { id } = tx
          .insert(conversations)
          .values({
            ...{ sessionId, turnNumber: turn, userAudioPath: "", createdAt: createdAt + turn * 20 },
            userText: `Question ${turn} of ${session}: ${words}?`,
            aiText: answer?.(turn) ?? `Answer ${turn}: ${words}. ${words}.`,
          })
          .returning({ id: conversations.id })
          .get();
        const timings = {
          ...{ endpoint_ms: 0, stt_ms: 0, ttft_ms: 300, tts_first_ms: 200 },
          first_audio_ms: 500,
          e2e_ms: 900,
        };
        tx.insert(turnDetails)
          .values({
            ...{ conversationId: id, turnId: `${sessionId}-t${turn}`, userId: user.id, ...options, timings },
            ...{ userAudioMs: 0, aiAudioMs: 0, interrupted: false },
          })
          .run();
      }
    });
  }
  close();
}
