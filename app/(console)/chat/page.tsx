import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { ChatInterface } from "@/components/chat/chat-interface";
import { chatSettings } from "@/lib/client/chat-settings";
import { earlierTurns } from "@/lib/client/earlier-turns";
import type { ConversationView } from "@/lib/conversations";
import { errorCodeOf } from "@/lib/errors";
import { sessionIdSchema } from "@/lib/protocol/client-messages";
import { currentActor } from "@/server/auth/current-actor";
import { readConversation } from "@/server/queries/conversations";
import { readSettings } from "@/server/queries/settings";
import { getRuntime } from "@/server/runtime";
import type { ServiceContext } from "@/server/services/context";
import { saveChatSettings } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("chat");
  return { title: t("title") };
}

interface ChatPageProps {
  searchParams: Promise<{ session?: string | string[] }>;
}

/** The conversation page; `?session=` takes an earlier conversation up again. */
export default async function ChatPage({ searchParams }: ChatPageProps) {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  const runtime = getRuntime();
  const ctx = runtime.contextFor(actor);
  const settings = chatSettings(readSettings(ctx).chat, await getLocale());
  const earlier = earlierConversation(ctx, (await searchParams).session);
  return (
    <ChatInterface
      settings={settings}
      saveSettings={saveChatSettings}
      voices={runtime.voices().map(({ name, ...voice }) => ({ id: `builtin:${name}`, ...voice }))}
      models={runtime.health().models}
      sessionId={earlier?.id ?? null}
      turns={earlier ? earlierTurns(earlier.turns, settings.language) : []}
    />
  );
}

/** Null for none, for one that is not there, and for one that is not the person's own: the page then starts a new one. */
function earlierConversation(ctx: ServiceContext, session: string | string[] | undefined): ConversationView | null {
  const sessionId = sessionIdSchema.safeParse(session);
  if (!sessionId.success || ctx.actor.kind !== "user") return null;
  try {
    const conversation = readConversation(ctx, { sessionId: sessionId.data });
    return conversation.username === ctx.actor.username ? conversation : null;
  } catch (error) {
    if (errorCodeOf(error) === "not_found") return null;
    throw error;
  }
}
