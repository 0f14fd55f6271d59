import type { Readable } from "node:stream";
import type { NextRequest } from "next/server";
import { getFormatter, getLocale, getTimeZone, getTranslations } from "next-intl/server";
import type { ConversationView, TurnView } from "@/lib/conversations";
import { conversationHtml, type ExportedSounds, listHtml } from "@/lib/export/conversation-html";
import type { Language } from "@/lib/languages";
import { timeZoneSchema } from "@/lib/time-zone";
import { parseInput } from "@/server/access/parse";
import type { RecordsContext } from "@/server/records/context";
import {
  type ExportInput,
  exportConversations,
  exportFolder,
  type ListedConversation,
} from "@/server/records/sessions/export-conversations";
import { conversationWords } from "../conversation-words";
import { zipAnswer } from "./zip-answer";

/**
 * The ZIP of these conversations, with pages in the reader's language and, by `?time_zone=`, with their times; see
 * exportConversations for its errors.
 */
export async function exportAnswer(
  request: NextRequest,
  ctx: RecordsContext,
  input: ExportInput,
  name: string,
): Promise<Response> {
  const timeZone = parseInput(timeZoneSchema.optional(), request.nextUrl.searchParams.get("time_zone") ?? undefined);
  return zipAnswer(request, name, () => exportFor(ctx, input, timeZone));
}

async function exportFor(ctx: RecordsContext, input: ExportInput, asked: string | undefined): Promise<Readable> {
  const [history, ends, chat, errors, words, playback, format, serverTimeZone, locale] = await Promise.all([
    getTranslations("history"),
    getTranslations("turnEnd"),
    getTranslations("chat.turn"),
    getTranslations("errors"),
    getTranslations("export"),
    getTranslations("playback"),
    getFormatter(),
    getTimeZone(),
    getLocale(),
  ]);
  const timeZone = asked ?? serverTimeZone;
  const reader = ctx.actor.kind === "user" ? ctx.actor.username : null;
  const nameOf = ({ created_at, title, username }: Pick<ConversationView, "created_at" | "title" | "username">) =>
    [
      title,
      format.dateTime(created_at * 1_000, { dateStyle: "long", timeStyle: "short", timeZone }),
      username === reader ? null : username,
    ]
      .filter(Boolean)
      .join(" · ");
  return exportConversations(ctx, input, {
    conversation: (view: ConversationView, soundsOf: (turn: TurnView) => ExportedSounds) =>
      conversationHtml(
        view,
        soundsOf,
        {
          ...conversationWords({ history, ends, chat, errors, format, timeZone }, view, reader),
          title: nameOf(view),
          clock: words("clock", { timeZone }),
          missingUser: playback("missingUser"),
          missingReply: playback("missingReply"),
          recognised: (text) => words("recognised", { text }),
          note: (by) => words("note", { by }),
        },
        locale as Language,
      ),
    list: (entries: readonly ListedConversation[]) =>
      listHtml(
        words("title", { count: entries.length }),
        locale as Language,
        entries.map((entry) => ({ href: `${exportFolder(entry)}/conversation.html`, name: nameOf(entry) })),
      ),
  });
}
