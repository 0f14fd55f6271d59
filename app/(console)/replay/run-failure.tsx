"use client";
import { useTranslations } from "next-intl";
import type { ReplayRunView } from "@/lib/replay/views";

/** Why a run failed; nothing where it did not. */
export function RunFailure({ run: { failed_code: code } }: { run: Pick<ReplayRunView, "failed_code"> }) {
  const t = useTranslations("replay.run");
  const errors = useTranslations("errors");
  if (code === null) return null;
  const known = errors.has(code as "internal") ? (code as "internal") : "internal";
  return <p className="text-danger text-sm">{code === "model_unavailable" ? t("modelUnavailable") : errors(known)}</p>;
}
