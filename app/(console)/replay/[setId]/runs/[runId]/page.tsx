import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ComparisonView } from "../../../comparison/comparison-view";
import { requireReplayUser } from "../../../require-replay-user";
import { rowId } from "../../../row-id";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("replay"))("title") };
}

/** The comparison; `?against=&show=&case=` say with what, which cases, and which one is open. */
export default async function ReplayRunPage({ params }: { params: Promise<{ setId: string; runId: string }> }) {
  await requireReplayUser();
  const ids = await params;
  const [setId, runId] = [rowId(ids.setId), rowId(ids.runId)];
  if (setId === null || runId === null) notFound();
  return <ComparisonView setId={setId} runId={runId} />;
}
