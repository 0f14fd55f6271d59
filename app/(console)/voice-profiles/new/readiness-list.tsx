"use client";
import { CircleCheck, CircleDashed, LoaderCircle, OctagonX } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { type Readiness, type Requirement, requirements } from "@/lib/voice-profiles/readiness";

const marks = {
  done: [CircleCheck, "text-success"],
  missing: [CircleDashed, "text-muted-foreground"],
  pending: [LoaderCircle, "animate-spin text-muted-foreground"],
  blocked: [OctagonX, "text-danger"],
} as const satisfies Record<Readiness, unknown>;

const partOf = {
  audio: "recording",
  quality: "recording",
  text: "text",
  name: "text",
  consent: "consent",
} as const satisfies Record<Requirement, string>;

/** What is there and what is still missing; each leads to its part of the page. */
export function ReadinessList({ readiness }: { readiness: Record<Requirement, Readiness> }) {
  const t = useTranslations("voices.readiness");
  return (
    <ul aria-label={t("label")} className="flex flex-wrap gap-x-4 gap-y-1 lg:grid lg:gap-1.5">
      {requirements.map((requirement) => {
        const state = readiness[requirement];
        const [Icon, tone] = marks[state];
        return (
          <li key={requirement} data-requirement={requirement} data-readiness={state} className="text-sm">
            <a
              href={`#${partOf[requirement]}`}
              className="inline-flex items-center gap-1.5 rounded-md underline-offset-4 hover:underline"
            >
              <Icon aria-hidden className={cn("size-4 shrink-0", tone)} />
              {t(`names.${requirement}`)}
              <span className="text-muted-foreground text-xs max-lg:sr-only">{t(`states.${state}`)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
