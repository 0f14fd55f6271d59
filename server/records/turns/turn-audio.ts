import { and, eq, or } from "drizzle-orm";
import { z } from "zod";
import { conversations } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";

/** int16 mono PCM and its rate. */
export const recordingSchema = z.object({
  pcm: z.custom<Int16Array>((value) => value instanceof Int16Array),
  sampleRateHz: z.number().int().min(8_000).max(48_000),
});
type Recording = z.infer<typeof recordingSchema>;

export function durationMs(recording: Recording | null): number {
  return recording ? Math.round((recording.pcm.length * 1000) / recording.sampleRateHz) : 0;
}

interface TurnAudio {
  sessionId: string;
  turnId: string;
  turnNumber: number;
  userAudio: Recording | null;
  replyAudio: Recording | null;
}

/**
 * Writes both sides of a turn durably; a side without samples has no file (null). `discard` removes them. When one side
 * fails the other is removed at once: AppError `storage_failed` with the first error as cause.
 */
export async function writeTurnAudio(
  { recordings, db }: RecordsContext,
  turn: TurnAudio,
): Promise<{ paths: { user: string | null; reply: string | null }; discard: () => Promise<void> }> {
  const { userAudio, replyAudio } = turn;
  const [user, reply] = await Promise.allSettled([
    userAudio?.pcm.length
      ? recordings.writeUserAudio(turn.sessionId, turn.turnNumber, userAudio.pcm, userAudio.sampleRateHz)
      : null,
    replyAudio?.pcm.length ? recordings.writeReplyAudio(turn.turnId, replyAudio.pcm, replyAudio.sampleRateHz) : null,
  ]);
  const written = [user, reply].flatMap((side) => (side.status === "fulfilled" && side.value ? [side.value] : []));
  const discard = async () => {
    // A commit that reported an error may still have happened (an I/O error in its last step): keep a file that a row
    // names. What can't be removed or checked now is found at the next start.
    try {
      const named = await db.read((tx) => new Set(written.filter((path) => isNamed(tx, turn.sessionId, path))));
      await recordings.remove(written.filter((path) => !named.has(path)));
    } catch {}
  };
  const failure = [user, reply].find((side) => side.status === "rejected");
  if (failure) {
    await discard();
    throw new AppError("storage_failed", undefined, { cause: failure.reason });
  }
  return {
    paths: {
      user: user.status === "fulfilled" ? user.value : null,
      reply: reply.status === "fulfilled" ? reply.value : null,
    },
    discard,
  };
}

function isNamed(tx: Transaction, sessionId: string, path: string): boolean {
  const named = or(eq(conversations.userAudioPath, path), eq(conversations.aiAudioPath, path));
  const inSession = and(eq(conversations.sessionId, sessionId), named);
  return tx.select({ id: conversations.id }).from(conversations).where(inSession).get() !== undefined;
}
