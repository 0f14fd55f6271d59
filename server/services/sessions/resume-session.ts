import { asc, eq } from "drizzle-orm";
import type { z } from "zod";
import { conversations, sessions, turnDetails } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { sessionIdSchema } from "../../../lib/protocol/client-messages";
import { authorise, type ServiceContext } from "../context";
import { parseInput } from "../parse";
import { requirePerson } from "../person";
import { type SessionOptions, sessionOptionsSchema } from "./options";

const inputSchema = sessionOptionsSchema.partial().extend({ sessionId: sessionIdSchema });
export type ResumeSessionInput = z.input<typeof inputSchema>;

/** A stored turn as a resumed conversation needs it. */
export interface StoredTurn {
  turnId: string;
  turnNumber: number;
  userText: string;
  aiText: string;
  /** The turn that this one corrects, if any. */
  supersedesTurnId: string | null;
}

export interface ResumedSession extends SessionOptions {
  sessionId: string;
  /** The highest stored turn number; 0 when no turn was completed. */
  lastTurnNumber: number;
  /** Every stored turn, oldest first, superseded ones too. */
  turns: StoredTurn[];
}

/**
 * Takes up a session where it was left; options that are given replace the stored ones.
 * Throws AppError `session_not_found` for an unknown session and for another person's alike.
 */
export async function resumeSession(ctx: ServiceContext, input: ResumeSessionInput): Promise<ResumedSession> {
  authorise(ctx.actor, "chat:use");
  const { userId } = requirePerson(ctx.actor);
  const { sessionId, ...changes } = parseInput(inputSchema, input);
  return ctx.db.write((tx) => {
    const stored = tx.select().from(sessions).where(eq(sessions.id, sessionId)).get();
    if (!stored || stored.userId !== userId) throw new AppError("session_not_found");
    const options = sessionOptionsSchema.parse({
      language: changes.language ?? stored.language,
      mode: changes.mode ?? stored.mode,
      voice: changes.voice ?? stored.voice,
      endpointPauseMs: changes.endpointPauseMs ?? stored.endpointPauseMs,
    });
    tx.update(sessions)
      .set({ ...options, lastSeenAt: ctx.now() })
      .where(eq(sessions.id, sessionId))
      .run();
    const turns = tx
      .select({
        turnId: turnDetails.turnId,
        turnNumber: conversations.turnNumber,
        userText: conversations.userText,
        aiText: conversations.aiText,
        supersedesTurnId: turnDetails.supersedesTurnId,
      })
      .from(conversations)
      .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
      .where(eq(conversations.sessionId, sessionId))
      .orderBy(asc(conversations.turnNumber))
      .all();
    return { sessionId, ...options, lastTurnNumber: turns.at(-1)?.turnNumber ?? 0, turns };
  });
}
