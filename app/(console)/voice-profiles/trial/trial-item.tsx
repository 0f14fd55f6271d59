"use client";
import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { errorCodeOf } from "@/lib/errors";
import { isOver } from "@/lib/jobs";
import type { Language } from "@/lib/languages";
import type { TrialView } from "@/lib/voice-profiles/trials";
import { TrialComparison } from "./trial-comparison";
import type { useTrials } from "./use-trials";

interface TrialItemProps {
  trial: TrialView;
  language: Language;
  referenceUrl: string;
  referenceText: string | null;
  trials: ReturnType<typeof useTrials>;
}

/** One sentence: its place in the queue, how far it is, and then its sound. */
export function TrialItem({ trial, language, referenceUrl, referenceText, trials }: TrialItemProps) {
  const t = useTranslations("voiceTrial");
  const modes = useTranslations("voiceTrial.modes");
  const format = useFormatter();
  const { job, result, audio_url: audioUrl } = trial;
  const seconds = result && format.number(result.durationMs / 1_000, { maximumFractionDigits: 1 });
  return (
    <li data-trial={job.state} className="grid gap-3 border-t py-4 first:border-t-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <p lang={language} dir="auto" className="wrap-anywhere min-w-0 flex-1 basis-60">
          {trial.text}
        </p>
        <p className="flex items-center gap-2 text-muted-foreground text-xs">
          <Badge>{modes(trial.mode)}</Badge>
          {result && [t("seconds", { seconds: seconds ?? "" }), result.model].filter(Boolean).join(" · ")}
        </p>
      </div>
      {!isOver(job.state) && <UnderWay trial={trial} stop={() => trials.stop(job.id)} />}
      {job.state === "cancelled" && <p className="text-muted-foreground text-sm">{t("cancelled")}</p>}
      {job.state === "failed" && (
        <TrialFailure trial={trial} again={() => trials.ask({ text: trial.text, mode: trial.mode })} />
      )}
      {result && audioUrl && (
        <TrialComparison
          trial={{ ...trial, result, audio_url: audioUrl }}
          referenceUrl={referenceUrl}
          canBeBlind={referenceText !== null && trial.text.trim() === referenceText.trim()}
          rate={(rating) => trials.rate({ jobId: job.id, ...rating })}
          isRating={trials.isRating}
          rateFailed={trials.rateFailed}
        />
      )}
    </li>
  );
}

function UnderWay({ trial: { job }, stop }: { trial: TrialView; stop: () => void }) {
  const t = useTranslations("voiceTrial");
  const words =
    job.state === "active" ? t("speaking") : job.ahead === 0 ? t("next") : t("waiting", { ahead: job.ahead });
  return (
    <div className="flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <p role="status" className="mb-1.5 text-muted-foreground text-sm">
          {words}
        </p>
        <Progress label={words} value={job.state === "waiting" ? null : job.progress} />
      </div>
      <Button variant="ghost" size="sm" className="pointer-coarse:h-11" onClick={stop}>
        {t("cancel")}
      </Button>
    </div>
  );
}

/** Nothing else speaks in a trial, which the errors' own words say of a conversation. */
const ownFailures = ["voice_refused", "cloning_unavailable", "profile_not_ready", "tts_failed"] as const;

function TrialFailure({ trial: { job }, again }: { trial: TrialView; again: () => void }) {
  const t = useTranslations("voiceTrial");
  const errors = useTranslations("errors");
  const code = errorCodeOf({ code: job.failedCode });
  const own = ownFailures.find((each) => each === code);
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      <p className="min-w-0 flex-1 basis-60 text-danger">{own ? t(`failed.${own}`) : errors(code)}</p>
      <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={again}>
        {t("again")}
      </Button>
    </div>
  );
}
