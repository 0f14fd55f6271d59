"use client";
import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";

/**
 * What becomes of what is said: people must be told before they say it (in Taiwan by article 8 of the Personal Data
 * Protection Act). Shown wherever a conversation begins, so also at the first use.
 */
export function PrivacyLine() {
  const t = useTranslations("chat.privacy");
  return (
    <p data-testid="privacy" className="flex max-w-prose items-start gap-2 text-muted-foreground text-sm">
      <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
      {t("line")}
    </p>
  );
}
