import type { z } from "zod";
import { type LiveSession, liveSessionSchema } from "../../lib/dashboard/live-snapshot";
import { AppError } from "../../lib/errors";
import { authorise } from "../access/actor";
import { parseInput } from "../access/parse";
import { appendAudit } from "../records/audit";
import type { RecordsContext } from "../records/context";

type Input = z.input<typeof liveSessionSchema>;

export interface LiveSessionsHere {
  list(): LiveSession[];
  askToLeave(connectionId: string): LiveSession | null;
  endSession(connectionId: string): Promise<LiveSession | null>;
}

/**
 * What an administrator does to a conversation that runs: asks its person to leave, or ends it. Both are in the audit
 * log, with the conversation's id. Throws `not_found` when it has ended meanwhile.
 */
export function createLiveSessions(here: LiveSessionsHere) {
  async function begin(ctx: RecordsContext, input: Input, action: "session.ask_to_leave" | "session.end") {
    authorise(ctx.actor, "system:operate");
    const { id } = parseInput(liveSessionSchema, input);
    const found = here.list().find((session) => session.id === id);
    if (!found) throw new AppError("not_found");
    const entityId = found.session_id ?? "waiting";
    const act = { action, entity: "session", entityId, before: null, after: null } as const;
    await ctx.db.write((tx) => appendAudit(tx, ctx, { ...act, subjectUserId: found.user_id }));
    return id;
  }
  const orNotFound = (session: LiveSession | null) => {
    if (!session) throw new AppError("not_found");
  };
  return {
    askToLeave: async (ctx: RecordsContext, input: Input) =>
      orNotFound(here.askToLeave(await begin(ctx, input, "session.ask_to_leave"))),
    endSession: async (ctx: RecordsContext, input: Input) =>
      orNotFound(await here.endSession(await begin(ctx, input, "session.end"))),
  };
}
