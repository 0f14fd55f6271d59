"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { actionValue } from "@/app/action-answer";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/label";
import { Textarea } from "@/components/ui/textarea";
import type { ConsentSummary, ProfileDetail } from "@/lib/voice-profiles/views";
import { Refused } from "../refused";
import { UnsavedGuard } from "../unsaved-guard";
import { useOneAtATime } from "../use-one-at-a-time";
import { decideConsentAction } from "./actions";
import { useVoicesChanged } from "./use-voices";
import { VoicePlayer } from "./voice-player";

/** An administrator hears both recordings and decides what the check could not, with a reason that stays. */
export function DecideConsent({ profile, consent }: { profile: ProfileDetail; consent: ConsentSummary }) {
  const t = useTranslations("voices.decide");
  const reasonId = useId();
  const [reason, setReason] = useState("");
  const changed = useVoicesChanged();
  const decide = useOneAtATime({
    mutationFn: (isAccepted: boolean) =>
      actionValue(decideConsentAction({ consentId: consent.id, isAccepted, reason })),
    onSettled: changed,
  });
  const isReady = reason.trim() !== "" && !decide.isPending;
  return (
    <section aria-label={t("title")} className="grid gap-3 rounded-md border p-4">
      <UnsavedGuard isActive={reason.trim() !== "" && !decide.isSuccess} asksWithin />
      <p className="text-sm">{t("body")}</p>
      {profile.reference_url && (
        <Recording title={t("reference")}>
          <VoicePlayer
            url={profile.reference_url}
            peaks={profile.peaks}
            durationS={profile.duration}
            label={t("reference")}
          />
        </Recording>
      )}
      <Recording title={t("sentence")}>
        <VoicePlayer
          url={`/api/voice-profiles/${profile.id}/audio/consent`}
          peaks={[]}
          durationS={0}
          label={t("sentence")}
        />
      </Recording>
      <div className="grid gap-1.5">
        <Label htmlFor={reasonId}>{t("reason")}</Label>
        <Textarea
          id={reasonId}
          value={reason}
          maxLength={500}
          rows={2}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button disabled={!isReady} onClick={() => decide.mutate(true)}>
          {t("accept")}
        </Button>
        <Button variant="danger" disabled={!isReady} onClick={() => decide.mutate(false)}>
          {t("refuse")}
        </Button>
      </div>
      <Refused error={decide.error} />
    </section>
  );
}

function Recording({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <p className="mb-1 text-muted-foreground text-xs">{title}</p>
      {children}
    </div>
  );
}
