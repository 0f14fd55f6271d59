import { users } from "../../../drizzle/schema";
import type { RecordsContext } from "../context";
import { addCases } from "../replays/add-cases";
import { createSet } from "../replays/create-set";
import { startSession } from "../sessions/start-session";
import { recordTurn } from "../turns/record-turn";
import { sessionOptions, turnInput } from "./turn-input";

export interface RecordedSetOptions {
  turnsEach: number;
  /** Default 1. */
  conversations?: number;
  /** What was said in all of them; by default a tone. */
  userAudio?: { pcm: Int16Array; sampleRateHz: number };
}

/** Records turns of the first user, in the voice that stand-ins have, and makes a set of them; resolves with its id. */
export async function recordedSet(
  ctx: RecordsContext,
  { turnsEach, conversations = 1, userAudio }: RecordedSetOptions,
): Promise<number> {
  const user = await ctx.db.read((tx) => tx.select().from(users).limit(1).get());
  if (!user) throw new Error("Nobody is there yet.");
  const actor = { kind: "user", userId: user.id, username: user.username, role: user.role } as const;
  const own = { ...ctx, actor };
  const sessionIds: string[] = [];
  for (let conversation = 0; conversation < conversations; conversation++) {
    const { sessionId } = await startSession(own, sessionOptions);
    sessionIds.push(sessionId);
    const changes = { voice: { kind: "builtin", name: "alloy" }, ...(userAudio && { userAudio }) } as const;
    for (let turn = 1; turn <= turnsEach; turn++) await recordTurn(own, turnInput(sessionId, turn, changes));
  }
  const { setId } = await createSet(own, { name: "Cards" });
  await addCases(own, { setId, sessionIds });
  return setId;
}
