import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LexiconRoom } from "./lexicon-room";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.lexicon"))("title") };
}

/** `?language=&q=` choose and narrow what is shown. */
export default function LexiconPage() {
  return <LexiconRoom />;
}
