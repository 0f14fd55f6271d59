"use client";
import { useTranslations } from "next-intl";
import { isGoingOn, type ReplayRunView } from "@/lib/replay/views";

/** Why a case has no verdict: how many of its repeats are there, or that it never ran. */
export function PendingText({ run, done }: { run: Pick<ReplayRunView, "state" | "repeats">; done: number }) {
  const t = useTranslations("replay");
  if (!isGoingOn(run)) return t("compare.notRun");
  return done === 0 ? t("compare.pending") : t("run.progress", { done, total: run.repeats });
}
