import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { renewLoginAction } from "@/app/(auth)/login/actions";
import { ChatInterface } from "@/app/(console)/chat/chat-interface";
import { can } from "@/lib/auth/permissions";
import { chatSettings } from "@/lib/chat/chat-settings";
import type { Turn } from "@/lib/chat/conversation-state";
import { earlierTurns } from "@/lib/chat/earlier-turns";
import type { Opening } from "@/lib/chat/title-words";
import { errorCodeOf } from "@/lib/errors";
import { sessionIdSchema } from "@/lib/ids";
import { type Language, speechModes } from "@/lib/languages";
import { formatVoiceId } from "@/lib/voices";
import type { RecordsContext } from "@/server/records/context";
import { readConversation } from "@/server/records/sessions/conversations";
import { readBeginning } from "@/server/records/settings/house";
import { readSettings } from "@/server/records/settings/read-settings";
import { listProfiles } from "@/server/records/voice-profiles/list-profiles";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { saveChatSettings } from "./actions";
import { newestTurns } from "./turns-at-once";
import type { VoiceChoice } from "./voice-choice";

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
  // Who has talked before goes on in the language they spoke, whatever language the interface has now.
  const { chat, spokenLanguage } = await readSettings(ctx);
  const beginning = await readBeginning(ctx);
  const settings = chatSettings(chat, spokenLanguage ?? beginning.language ?? (await getLocale()));
  const earlier = await earlierConversation(ctx, (await searchParams).session, settings.language);
  return (
    <ChatInterface
      renderId={randomUUID()}
      settings={settings}
      saveSettings={saveChatSettings}
      username={actor.username}
      isAdmin={can(actor.role, "settings:manage_house")}
      renewLogin={renewLoginAction}
      voices={await voiceChoices(ctx)}
      greetings={beginning.greetings}
      starterPrompts={beginning.starterPrompts}
      models={runtime.health().models}
      {...earlier}
    />
  );
}

/** The voices that the person may choose: those that come with the models, and profiles with a consent. */
async function voiceChoices(ctx: RecordsContext): Promise<VoiceChoice[]> {
  const runtime = getRuntime();
  const builtin = runtime.voices().map(({ name, ...voice }) => {
    return { ...voice, id: formatVoiceId({ kind: "builtin", name }), isCloned: false, isSpeakable: true };
  });
  const profiles = (await listProfiles(ctx)).filter(({ state, is_own, visibility }) => {
    return state === "ready" && (is_own || visibility === "house");
  });
  const cloned = profiles.map(({ id: profileId, name: label, language }) => ({
    ...{ label, language, modes: speechModes, isCloned: true, isSpeakable: runtime.speech().canClone },
    id: formatVoiceId({ kind: "profile", profileId }),
  }));
  return [...builtin, ...cloned];
}

const noTurns = { turns: [], opening: null };

/**
 * The conversation to take up again, with its newest turns. One without turns is passed on, because its first turn may
 * be on its way from a page that is being left; the server answers `session_start` for one of somebody else with a new
 * conversation.
 */
async function earlierConversation(
  ctx: RecordsContext,
  session: string | string[] | undefined,
  language: Language,
): Promise<{ sessionId: string | null; turns: Turn[]; opening: Opening | null }> {
  const sessionId = sessionIdSchema.safeParse(session);
  if (!sessionId.success || ctx.actor.kind !== "user") return { sessionId: null, ...noTurns };
  try {
    const {
      turns: stored,
      turn_count: count,
      words,
      feedback,
    } = await readConversation(ctx, {
      sessionId: sessionId.data,
      scope: "own",
      newest: newestTurns.first,
    });
    const turns = earlierTurns(stored, language, feedback);
    const oldestId = count > turns.length ? turns[0]?.turnId : undefined;
    return { sessionId: sessionId.data, turns, opening: oldestId === undefined ? null : { oldestId, words } };
  } catch (error) {
    if (errorCodeOf(error) === "not_found") return { sessionId: sessionId.data, ...noTurns };
    throw error;
  }
}
