"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type Purpose, purposes } from "@/lib/consent/purposes";
import type { Readiness, Requirement } from "@/lib/voice-profiles/readiness";
import type { DraftView } from "@/lib/voice-profiles/views";
import { ConsentCeremony } from "../consent/consent-ceremony";
import { ConsentLine } from "../consent-line";
import { PurposeChoice } from "../purpose-choice";
import { Part } from "./part";

interface ConsentPartProps {
  draft: DraftView | null;
  readiness: Record<Requirement, Readiness>;
  /** What was typed is not in the draft yet, and the sentence names the voice. */
  hasUnstored: boolean;
  refresh: () => Promise<unknown>;
}

/** 03: the person whose voice it is consents; or the voice is saved and waits for that. */
export function ConsentPart({ draft, readiness, hasUnstored, refresh }: ConsentPartProps) {
  const t = useTranslations("voices.consentPart");
  const [purpose, setPurpose] = useState<Purpose | string>(purposes[0]);
  // The outcome stays in view; coming back to a consent that was given, there is nothing to begin.
  const [isOver, setOver] = useState(false);
  const missing = missingFor(readiness) ?? (hasUnstored ? "storing" : null);
  const isGiven = readiness.consent === "done";
  return (
    <Part number="03" title={t("title")} anchor="consent" hint={t("hint")}>
      {draft?.consent && (
        <p className="text-sm">
          <ConsentLine consent={draft.consent} />
        </p>
      )}
      {!draft && <p className="text-sm">{t("needsRecording")}</p>}
      {draft && (isOver || !["done", "pending"].includes(readiness.consent)) && (
        <ConsentCeremony
          key={draft.id}
          profileId={draft.id}
          language={draft.language}
          purpose={purpose.trim().length < 2 ? null : purpose.trim()}
          missing={missing && t(missing)}
          onOutcome={(outcome) => {
            setOver(outcome === "match" || outcome === "unsure");
            void refresh();
          }}
        >
          <PurposeChoice value={purpose} choose={setPurpose} />
        </ConsentCeremony>
      )}
      {!isGiven && <p className="max-w-prose text-muted-foreground text-sm">{t("later")}</p>}
    </Part>
  );
}

/** What the sentence or its check needs; the text may still be corrected afterwards. */
function missingFor({ audio, quality, name }: Record<Requirement, Readiness>) {
  if (audio !== "done") return "needsRecording";
  if (quality === "blocked") return "needsQuality";
  return name === "done" ? null : "needsName";
}
