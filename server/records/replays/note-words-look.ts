import { and, eq, type SQL, sql } from "drizzle-orm";
import { replayCases, sessions, turnDetails } from "../../../drizzle/schema";
import type { Act } from "../audit";
import { noteLooks } from "../audit-log/note-look";
import type { RecordsContext } from "../context";
import { isReadable } from "./readable-case";

/**
 * Records that a person sees or hears what others said in these cases: a row for each of them, so that whoever asks who
 * looked at a person's words finds it. None for what the reader said.
 */
export async function noteWordsLook(
  ctx: RecordsContext,
  look: Pick<Act, "action" | "entity" | "entityId">,
  cases: SQL | undefined,
): Promise<void> {
  const speakers = await speakersOf(ctx, cases);
  await noteLooks(
    ctx,
    speakers.map((subjectUserId) => ({ ...look, subjectUserId })),
  );
}

/** Whose turns they are; null among them: nobody knows whose, as in rows from before there were users. */
function speakersOf({ db }: RecordsContext, cases: SQL | undefined): Promise<(number | null)[]> {
  const speaker = sql<number | null>`coalesce(${sessions.userId}, ${turnDetails.userId})`;
  return db.read((tx) =>
    tx
      .selectDistinct({ speaker })
      .from(replayCases)
      .leftJoin(sessions, eq(sessions.id, replayCases.sessionId))
      .leftJoin(turnDetails, eq(turnDetails.turnId, replayCases.turnId))
      .where(and(cases, isReadable()))
      .orderBy(speaker)
      .all()
      .map((row) => row.speaker),
  );
}
