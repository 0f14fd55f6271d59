import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { can } from "@/lib/auth/permissions";
import { languages } from "@/lib/languages";
import { chosenVoices, defaultMode } from "@/lib/settings";
import { voiceFor } from "@/lib/voices";
import { readSettings } from "@/server/records/settings/read-settings";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { builtinVoices } from "./builtin-voice";
import { VoiceProfileManager } from "./voice-profile-manager";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("voices"))("title") };
}

/** The voices; `?q=&language=&state=&selected=` narrow and open them. */
export default async function VoiceProfilesPage() {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  const runtime = getRuntime();
  const { chat } = await readSettings(runtime.contextFor(actor));
  const chosen = chosenVoices(chat, await getLocale());
  const inUse = languages.flatMap((language) => voiceFor(chosen, language, chat?.mode ?? defaultMode) ?? []);
  return (
    <VoiceProfileManager
      builtin={builtinVoices(runtime.voices())}
      speech={runtime.speech()}
      inUse={inUse}
      isAdmin={can(actor.role, "voice:manage_all")}
    />
  );
}
