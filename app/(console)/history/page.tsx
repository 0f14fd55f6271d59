import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { can } from "@/lib/auth/permissions";
import type { ConversationView } from "@/lib/conversations";
import { errorCodeOf } from "@/lib/errors";
import { formatVoiceId } from "@/lib/voices";
import type { RecordsContext } from "@/server/records/context";
import { readConversation } from "@/server/records/sessions/conversations";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { HistoryView } from "./history-view";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("history"))("title") };
}

interface HistoryPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function HistoryPage({ searchParams }: HistoryPageProps) {
  const [{ session }, actor] = await Promise.all([searchParams, currentActor()]);
  // The layout asks too, but only on a full load: a link from the chat renders this page alone.
  if (!actor) redirect("/login?notice=revoked");
  const runtime = getRuntime();
  const voices = runtime.voices().map(({ name, label }) => [formatVoiceId({ kind: "builtin", name }), label]);
  return (
    <HistoryView
      linked={typeof session === "string" ? await find(runtime.contextFor(actor), session) : null}
      reader={actor.username}
      showPerson={can(actor.role, "history:read_all")}
      voiceNames={Object.fromEntries(voices)}
    />
  );
}

/** Null for a conversation that does not exist, one that the reader may not see, and an id that is not valid. */
async function find(ctx: RecordsContext, sessionId: string): Promise<ConversationView | null> {
  try {
    return await readConversation(ctx, { sessionId });
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === "not_found" || code === "invalid_input") return null;
    throw error;
  }
}
