import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { readSettings } from "@/server/records/settings/read-settings";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { UploadDialog } from "./upload-dialog";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("voices"))("add") };
}

/** Adding a voice; `?draft=` goes on with one that was begun. */
export default async function NewVoicePage() {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  const { chat, spokenLanguage } = await readSettings(getRuntime().contextFor(actor));
  return <UploadDialog language={chat?.language ?? spokenLanguage ?? (await getLocale())} username={actor.username} />;
}
