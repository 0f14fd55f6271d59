import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { auditRefusal } from "@/app/audit-refusal";
import { can } from "@/lib/auth/permissions";
import type { ConversationView } from "@/lib/conversations";
import { errorCodeOf } from "@/lib/errors";
import { formatVoiceId } from "@/lib/voices";
import { namesOfConsentedVoices } from "@/server/records/consents/certificates";
import type { RecordsContext } from "@/server/records/context";
import { listTags } from "@/server/records/quality-tags/list-tags";
import { readConversation } from "@/server/records/sessions/conversations";
import { listUsedModels } from "@/server/records/turns/used-models";
import { listProfiles } from "@/server/records/voice-profiles/list-profiles";
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
  const ctx = runtime.contextFor(actor);
  return (
    <HistoryView
      linked={typeof session === "string" ? await find(ctx, session) : null}
      reader={{
        username: actor.username,
        managesAll: can(actor.role, "history:manage_all"),
        reviews: can(actor.role, "quality:review"),
        replays: can(actor.role, "replay:use"),
      }}
      options={{
        hasPeople: can(actor.role, "history:read_all"),
        voiceNames: await voiceNames(ctx),
        models: await listUsedModels(ctx),
        tags: await listTags(ctx),
      }}
    />
  );
}

/** The names of voices for people, by how lib/voices writes them; profiles that have ended by their certificates. */
async function voiceNames(ctx: RecordsContext): Promise<Record<string, string>> {
  const builtin = getRuntime()
    .voices()
    .map(({ name, label }) => [formatVoiceId({ kind: "builtin", name }), label]);
  const profileName = (profileId: number, name: string) => [formatVoiceId({ kind: "profile", profileId }), name];
  const ended = (await namesOfConsentedVoices(ctx)).map((each) => profileName(each.profileId, each.name));
  const profiles = (await listProfiles(ctx)).map(({ id, name }) => profileName(id, name));
  return Object.fromEntries([...builtin, ...ended, ...profiles]);
}

/** Null for a conversation that does not exist, one that the reader may not see, and an id that is not valid. */
async function find(ctx: RecordsContext, sessionId: string): Promise<ConversationView | null> {
  try {
    return await readConversation(ctx, { sessionId });
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === "not_found") await auditRefusal(ctx, error, "page");
    if (code === "not_found" || code === "invalid_input") return null;
    throw error;
  }
}
