import type { Readable } from "node:stream";
import type { ConversationView, TurnView } from "../../../lib/conversations";
import type { ExportedSounds } from "../../../lib/export/conversation-html";
import { authorise } from "../../access/actor";
import { type GrowingZip, zipStream } from "../../platform/files/zip-stream";
import { appendAudit } from "../audit";
import { filterFacts, ownerOf } from "../audit-log/conversation-looks";
import type { RecordsContext } from "../context";
import { findTurnAudio } from "../turns/find-turn-audio";
import { loadConversationSummaries } from "./conversation-summaries";
import { type ListConversationsInput, loadConversation } from "./conversations";

/** The pages of an export, in the reader's language. */
export interface ExportPages {
  conversation(view: ConversationView, soundsOf: (turn: TurnView) => ExportedSounds): string;
  list(entries: readonly ConversationView[]): string;
}

/** What of a conversation goes into the list of an export, which waits until the end. */
export type ListedConversation = Pick<ConversationView, "id" | "created_at" | "username" | "title" | "turn_count">;

export type ExportInput = { sessionId: string } | { filter: Omit<ListConversationsInput, "limit" | "cursor"> };

const listedAtOnce = 20;

/**
 * Conversations as a ZIP that is made while it is read: for each a folder with `conversation.json` (as the REST API has
 * it), `conversation.html` and `audio/`; with a filter, `index.html` leads to them. One conversation is in memory at a
 * time. Throws AppError `not_found` (another person's, too), `rate_limited` while two others run; a file that can't be
 * read ends the stream with an error. Ending the stream early ends the work.
 */
export async function exportConversations(
  ctx: RecordsContext,
  input: ExportInput,
  pages: { conversation: ExportPages["conversation"]; list: (entries: readonly ListedConversation[]) => string },
): Promise<Readable> {
  authorise(ctx.actor, "history:read_own");
  const single = "sessionId" in input ? await loadConversation(ctx, { sessionId: input.sessionId }) : null;
  const { after, subjectUserId } = single
    ? { after: {}, subjectUserId: await ownerOf(ctx, single.id) }
    : await filterFacts(ctx, (input as { filter: ListConversationsInput }).filter);
  const act = { action: "history.export", entity: "conversation", entityId: single?.id ?? "list" } as const;
  await ctx.db.write((tx) => appendAudit(tx, ctx, { ...act, before: null, after, subjectUserId }));
  return zipStream((zip) => (single ? addConversation(ctx, zip, single, "", pages) : addAll(zip)));

  async function addAll(zip: GrowingZip): Promise<void> {
    const { filter } = input as { filter: ListConversationsInput };
    const listed: ListedConversation[] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await loadConversationSummaries(ctx, { ...filter, cursor, limit: listedAtOnce });
      for (const { id } of page.conversations) {
        const view = await readIfThere(ctx, id);
        if (!view) continue;
        await addConversation(ctx, zip, view, `${exportFolder(view)}/`, pages);
        const { created_at, username, title, turn_count } = view;
        listed.push({ id, created_at, username, title, turn_count });
      }
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    zip.addBuffer(Buffer.from(pages.list(listed)), "index.html");
  }
}

/** The folder of a conversation in an export. */
export function exportFolder({ id, created_at }: Pick<ConversationView, "id" | "created_at">): string {
  return `${new Date(created_at * 1_000).toISOString().slice(0, 16).replace("T", "_").replace(":", "")}_${id}`;
}

/** Somebody may have deleted it since it was listed. */
async function readIfThere(ctx: RecordsContext, sessionId: string): Promise<ConversationView | null> {
  try {
    return await loadConversation(ctx, { sessionId });
  } catch (error) {
    if ((error as { code?: unknown }).code === "not_found") return null;
    throw error;
  }
}

/** Resolves once all of it was read out of the ZIP; rejects when the reader is gone. */
async function addConversation(
  ctx: RecordsContext,
  zip: GrowingZip,
  view: ConversationView,
  folder: string,
  pages: Pick<ExportPages, "conversation">,
): Promise<void> {
  const sounds = new Map<number, ExportedSounds>();
  for (const turn of view.turns) {
    const found: ExportedSounds = { user: null, reply: null };
    for (const side of ["user", "reply"] as const) {
      const url = side === "user" ? turn.user_audio_url : turn.ai_audio_url;
      if (url === null || turn.turn_id === null) continue;
      const path = (await findTurnAudio(ctx, { turnId: turn.turn_id, side })).path;
      const name = `audio/${turn.turn_number}-${side}.wav`;
      const mtime = new Date(turn.created_at * 1_000);
      if (await zip.addSound(path, `${folder}${name}`, { mtime })) found[side] = name;
    }
    sounds.set(turn.turn_number, found);
  }
  const soundsOf = (turn: TurnView) => sounds.get(turn.turn_number) ?? { user: null, reply: null };
  const turns = view.turns.map((turn) => ({
    ...turn,
    user_audio: soundsOf(turn).user,
    ai_audio: soundsOf(turn).reply,
  }));
  const mtime = new Date(view.created_at * 1_000);
  zip.addBuffer(Buffer.from(`${JSON.stringify({ ...view, turns }, null, 2)}\n`), `${folder}conversation.json`, {
    mtime,
  });
  await zip.addPaced(Buffer.from(pages.conversation(view, soundsOf)), `${folder}conversation.html`, { mtime });
}
