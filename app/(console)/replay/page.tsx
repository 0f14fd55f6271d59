import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireReplayUser } from "./require-replay-user";
import { SetList } from "./set-list";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("replay"))("title") };
}

export default async function ReplayPage() {
  await requireReplayUser();
  return <SetList />;
}
