import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TagsRoom } from "./tags-room";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.tags"))("title") };
}

export default function TagsPage() {
  return <TagsRoom />;
}
