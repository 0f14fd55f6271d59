"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Progress } from "@/components/ui/progress";
import { type Purpose, purposes } from "@/lib/consent/purposes";
import type { ProfileDetail } from "@/lib/voice-profiles/views";
import { Refused } from "../refused";
import { UnsavedGuard } from "../unsaved-guard";
import { useOneAtATime } from "../use-one-at-a-time";
import { PurposeChoice } from "./purpose-choice";
import { sendForm } from "./send-form";
import { useVoicesChanged } from "./use-voices";

/** An administrator attaches the signed consent of a person who cannot be here; it is marked as such everywhere. */
export function WrittenConsent({ profile }: { profile: ProfileDetail }) {
  const t = useTranslations("voices.attach");
  const ids = { name: useId(), file: useId() };
  const [purpose, setPurpose] = useState<Purpose | string>(purposes[0]);
  const [speakerName, setSpeakerName] = useState(profile.speaker_name);
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const changed = useVoicesChanged();
  const attach = useOneAtATime({
    mutationFn: () => {
      const form = new FormData();
      form.set("purpose", purpose);
      form.set("speaker_name", speakerName);
      if (file) {
        form.set("document_name", file.name);
        form.set("file", file);
      }
      const { signal } = new AbortController();
      return sendForm(`/api/voice-profile/${profile.id}/consent`, form, { signal, onProgress: setShare });
    },
    onSettled: changed,
  });
  const isReady = file !== null && speakerName.trim() !== "" && purpose.trim() !== "" && !attach.isPending;
  const isTyped = file !== null || speakerName !== profile.speaker_name || purpose !== purposes[0];
  return (
    <details className="rounded-md border">
      <UnsavedGuard isActive={isTyped && !attach.isSuccess} asksWithin />
      <summary className="rounded-md px-4 py-2.5 font-medium text-sm">{t("title")}</summary>
      <form
        className="grid gap-3 px-4 pt-1 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) attach.mutate();
        }}
      >
        <p className="max-w-prose text-muted-foreground text-sm">{t("body")}</p>
        <div className="grid gap-1.5">
          <Label htmlFor={ids.name}>{t("signer")}</Label>
          <Input
            id={ids.name}
            value={speakerName}
            maxLength={80}
            onChange={(event) => setSpeakerName(event.target.value)}
          />
        </div>
        <PurposeChoice value={purpose} choose={setPurpose} />
        <div className="grid gap-1.5">
          <Label htmlFor={ids.file}>{t("file")}</Label>
          <input
            id={ids.file}
            type="file"
            className="w-full min-w-0 text-sm file:mr-3 file:h-9 file:rounded-md file:border file:border-input file:bg-transparent file:px-3 file:font-medium"
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
        </div>
        {attach.isPending && <Progress value={share} label={t("sending")} />}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" disabled={!isReady}>
            {t("action")}
          </Button>
          <Refused error={attach.error} />
        </div>
      </form>
    </details>
  );
}
