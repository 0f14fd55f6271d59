import { rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { eq } from "drizzle-orm";
import { sessions } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import { publish, syncFolder, temporaryPathFor } from "../../platform/files/atomic-file";
import { requireRoom } from "../../platform/files/disk-room";
import type { Logger } from "../../platform/observability/logger";
import { explained } from "../../platform/words/sentence";
import type { RecordsContext } from "../context";
import type { DatabaseThreads } from "./database-thread";
import { isDamage } from "./database-work.mjs";
import { clearTemporaryCopies, listSafetyCopies, reserveBytes, type SafetyCopy, safetyCopyPath } from "./safety-copies";

/** Takes a conversation out of all safety copies; see `DatabaseGuard`. */
export type ForgetInSafetyCopies = (sessionId: string, signal: AbortSignal) => Promise<void>;

/** Takes a conversation that was removed for good out of the safety copies. One that is still there stays in them. */
export async function forgetRemovedConversation(
  ctx: RecordsContext,
  forget: ForgetInSafetyCopies,
  { sessionId, signal }: { sessionId: string; signal: AbortSignal },
): Promise<void> {
  authorise(ctx.actor, "job:run");
  const session = await ctx.db.read((tx) =>
    tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, sessionId)).get(),
  );
  if (!session) await forget(sessionId, signal);
}

/**
 * Rewrites each safety copy that has the conversation, without it; no copy may be made meanwhile. Whenever it is cut off,
 * every copy is whole, and the next call goes on. A copy that can't be read is left and named in the log; any other
 * failure (a full disk) is thrown at the end, after the other copies.
 */
export async function forgetInSafetyCopies(
  { dataDir, threads, logger }: { dataDir: string; threads: DatabaseThreads; logger: Logger },
  sessionId: string,
  signal: AbortSignal,
): Promise<void> {
  // What a crash left in the middle has the words, too.
  clearTemporaryCopies(dataDir);
  const failures: unknown[] = [];
  for (const copy of listSafetyCopies(dataDir)) {
    signal.throwIfAborted();
    const startedMs = performance.now();
    try {
      if (!(await threads.hasConversation(copy.path, sessionId))) continue;
      const { name } = await rewriteWithout(threads, copy, sessionId);
      logger.info("safety_copy_rewritten", { name, duration_ms: Math.round(performance.now() - startedMs) });
    } catch (error) {
      if (staysUnreadable(error)) logger.warn("safety_copy_not_rewritten", { name: copy.name, error });
      else failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function rewriteWithout(
  threads: DatabaseThreads,
  copy: SafetyCopy,
  sessionId: string,
): Promise<{ name: string }> {
  const folder = dirname(copy.path);
  // Two files are written: one to work on, and the result.
  await requireRoom(folder, 2 * statSync(copy.path).size + reserveBytes, (needed, free) =>
    Object.assign(
      explained("A deleted conversation is still in {copy}: {needed} are needed, {free} are free.", {
        ...{ copy: copy.name, needed, free },
      }),
      {
        code: "ENOSPC",
      },
    ),
  );
  const [work, to] = [temporaryPathFor(copy.path), temporaryPathFor(copy.path)];
  const { turns } = await threads.copyWithoutConversation({ from: copy.path, work, to, sessionId });
  const { name, path } = safetyCopyPath(folder, { ...copy, turns });
  await publish(to, path);
  if (path !== copy.path) {
    rmSync(copy.path, { force: true });
    await syncFolder(folder);
  }
  return { name };
}

/** Trying again would not help: the file is damaged or no database of AVATAR's, or it may not be read. */
function staysUnreadable(error: unknown): boolean {
  const { code = "" } = error as { code?: string };
  return isDamage(error) || /^(SQLITE_(ERROR|CANTOPEN|READONLY)|EACCES$)/.test(code);
}
