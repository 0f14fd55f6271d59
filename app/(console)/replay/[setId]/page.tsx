import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requireReplayUser } from "../require-replay-user";
import { rowId } from "../row-id";
import { SetView } from "../set-view";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("replay"))("title") };
}

export default async function ReplaySetPage({ params }: { params: Promise<{ setId: string }> }) {
  await requireReplayUser();
  const setId = rowId((await params).setId);
  if (setId === null) notFound();
  return <SetView setId={setId} />;
}
