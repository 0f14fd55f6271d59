import { eq } from "drizzle-orm";
import type { z } from "zod";
import { sessions } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { sessionIdSchema } from "../../../lib/ids";
import { formatVoiceId, parseVoiceId } from "../../../lib/voices";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { type SessionOptions, sessionOptionsSchema } from "./options";

const sessionChangesSchema = sessionOptionsSchema.partial().extend({ sessionId: sessionIdSchema });
export type SessionChanges = z.input<typeof sessionChangesSchema>;

/**
 * Stores the options that a person chose in a running session; omitted options stay. Returns all of them. Throws
 * AppError `session_not_found` for an unknown session, a deleted one, and another person's alike, administrators
 * included; the error says for the audit log which one it was and whose.
 */
export async function changeSessionOptions(ctx: RecordsContext, input: SessionChanges): Promise<SessionOptions> {
  authorise(ctx.actor, "chat:use");
  const { userId } = requirePerson(ctx.actor);
  const { sessionId, ...changes } = parseInput(sessionChangesSchema, input);
  return ctx.db.write((tx) => {
    const stored = tx.select().from(sessions).where(eq(sessions.id, sessionId)).get();
    if (stored && stored.userId !== userId) {
      const about = { entity: "conversation", entityId: sessionId, subjectUserId: stored.userId } as const;
      throw new AppError("session_not_found", undefined, { permission: "own_conversation", about });
    }
    if (!stored || stored.deletedAt !== null) throw new AppError("session_not_found");
    const options = sessionOptionsSchema.parse({
      language: changes.language ?? stored.language,
      mode: changes.mode ?? stored.mode,
      voice: changes.voice ?? parseVoiceId(stored.voice),
      endpointPauseMs: changes.endpointPauseMs ?? stored.endpointPauseMs,
    });
    tx.update(sessions)
      .set({ ...options, voice: formatVoiceId(options.voice), lastSeenAt: ctx.nowS() })
      .where(eq(sessions.id, sessionId))
      .run();
    return options;
  });
}
