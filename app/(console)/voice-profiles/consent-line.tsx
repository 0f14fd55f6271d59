"use client";
import { FileText, Hourglass, Mic, ShieldOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { ConsentSummary } from "@/lib/voice-profiles/views";
import { useDates } from "../use-dates";

/** Who consented, when and how; a written consent is marked as one wherever it is shown. */
export function ConsentLine({ consent }: { consent: ConsentSummary | null }) {
  const t = useTranslations("voices.consent");
  const { date } = useDates();
  if (consent === null) return <State icon={Hourglass} text={t("none")} />;
  const facts = { name: consent.speaker_name, date: date(consent.at) };
  if (consent.status === "review" || consent.status === "checking") {
    return <State icon={Hourglass} text={t(consent.status, facts)} />;
  }
  if (consent.status !== "accepted") return <State icon={ShieldOff} text={t(consent.status, facts)} />;
  if (consent.method === "spoken") return <State icon={Mic} text={t("spoken", facts)} />;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <State icon={FileText} text={t("written", facts)} />
      <Badge>{t("writtenBadge")}</Badge>
    </span>
  );
}

function State({ icon: Icon, text }: { icon: typeof Mic; text: string }) {
  return (
    <span className="inline-flex items-start gap-1.5">
      <Icon aria-hidden className="mt-[0.2em] size-3.5 shrink-0 text-muted-foreground" />
      <span className="min-w-0 break-words">{text}</span>
    </span>
  );
}
