"use client";
import { Check, CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ServerCheck } from "@/lib/replay/server-check";

/** What a server answered when it was asked. */
export function CheckResult({ check }: { check: ServerCheck | undefined }) {
  const t = useTranslations("settings.servers");
  const detail = useTranslations("system.details");
  return (
    <div role="status" className="text-sm empty:hidden">
      {check &&
        (check.answers ? (
          <p className="mt-1 flex items-center gap-1.5 text-success">
            <Check aria-hidden className="size-4 shrink-0" />
            {t("answers", { model: check.model })}
          </p>
        ) : (
          <p className="wrap-anywhere mt-1 flex items-start gap-1.5 text-danger">
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {detail(check.code, check.values)}
          </p>
        ))}
    </div>
  );
}
