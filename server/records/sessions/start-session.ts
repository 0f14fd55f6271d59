import { randomUUID } from "node:crypto";
import { sessions } from "../../../drizzle/schema";
import { formatVoiceId } from "../../../lib/voices";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { type SessionOptions, sessionOptionsSchema } from "./options";

/** Begins a voice session for the acting person. */
export async function startSession(ctx: RecordsContext, input: SessionOptions): Promise<{ sessionId: string }> {
  authorise(ctx.actor, "chat:use");
  const { userId } = requirePerson(ctx.actor);
  const options = parseInput(sessionOptionsSchema, input);
  const sessionId = randomUUID();
  const nowS = ctx.nowS();
  await ctx.db.write((tx) => {
    tx.insert(sessions)
      .values({
        id: sessionId,
        userId,
        ...options,
        voice: formatVoiceId(options.voice),
        createdAt: nowS,
        lastSeenAt: nowS,
      })
      .run();
  });
  return { sessionId };
}
