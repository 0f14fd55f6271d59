"use client";
import { Play, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import type { ErrorCode } from "@/lib/errors";
import { type Rating, ratingScale, type TrialView } from "@/lib/voice-profiles/trials";
import { type Sound, useSound } from "../../use-sound";
import { KeyHint } from "./key-hint";
import { RatingScale } from "./rating-scale";
import { SimilarityLine } from "./similarity-line";

interface TrialComparisonProps {
  trial: TrialView & { audio_url: string; result: NonNullable<TrialView["result"]> };
  referenceUrl: string;
  /** Both sounds have the same words, so that nobody can tell which is which by them. */
  canBeBlind: boolean;
  rate: (rating: Rating) => void;
  isRating: boolean;
  rateFailed: ErrorCode | null;
}

const isSounding = ({ state }: Sound) => state === "playing" || state === "loading";

/** Always from its beginning: one compares the same words. */
function hear(sound: Sound): void {
  if (!isSounding(sound)) sound.seek(0);
  sound.toggle();
}

/**
 * The trial and its reference one key apart, and how alike they are. With the same words in both, the comparison is
 * blind: which one is which is shown only after the rating; so is the measured similarity, which would sway it.
 */
export function TrialComparison(props: TrialComparisonProps) {
  const { trial, referenceUrl, canBeBlind, rate, isRating, rateFailed } = props;
  const t = useTranslations("voiceTrial");
  const errors = useTranslations("errors");
  const isBlind = canBeBlind && trial.rating === null;
  /** It was blind when it was opened: what is shown after the rating speaks of the same two letters. */
  const [beganBlind] = useState(isBlind);
  const [trialIsFirst] = useState(() => !isBlind || Math.random() < 0.5);
  const [score, setScore] = useState<number | null>(null);
  const names = trialIsFirst ? (["trial", "reference"] as const) : (["reference", "trial"] as const);
  const urlOf = { trial: trial.audio_url, reference: referenceUrl };
  const sounds = [useSound(urlOf[names[0]]), useSound(urlOf[names[1]])] as const;

  const keyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
    const key = event.key.toLowerCase();
    if (key === "a" || key === "b") hear(sounds[key === "a" ? 0 : 1]);
    else if (/^\d$/.test(key) && trial.rating === null) setScore(key === "0" ? ratingScale.highest : Number(key));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <fieldset aria-label={t("compare")} onKeyDown={keyDown} className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        {names.map((name, index) => {
          const which = index as 0 | 1;
          const isPlaying = isSounding(sounds[which]);
          const letter = which === 0 ? "A" : "B";
          const label = isBlind ? letter : t(name);
          return (
            <Button
              key={name}
              variant="outline"
              aria-pressed={isPlaying}
              aria-keyshortcuts={letter}
              onClick={() => hear(sounds[which])}
              className="min-w-28 justify-start pointer-coarse:h-11"
            >
              {isPlaying ? <Square aria-hidden /> : <Play aria-hidden />}
              <span aria-hidden>{label}</span>
              <span className="sr-only">{t(isPlaying ? "stopSound" : "play", { name: label })}</span>
              {!isBlind && <KeyHint>{letter}</KeyHint>}
            </Button>
          );
        })}
      </div>
      {sounds.some(({ state }) => state === "failed") && (
        <p role="alert" className="text-sm text-warning">
          {t("soundFailed")}
        </p>
      )}
      {trial.rating === null ? (
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (score !== null) rate({ score, isBlind });
          }}
        >
          <p className="text-muted-foreground text-sm">{isBlind ? t("blindHint") : t("openHint")}</p>
          <RatingScale score={score} choose={setScore} />
          {rateFailed && (
            <p role="alert" className="text-danger text-sm">
              {errors(rateFailed)}
            </p>
          )}
          <Button
            type="submit"
            variant="secondary"
            disabled={score === null || isRating}
            className="justify-self-start pointer-coarse:h-11"
          >
            {t("rate")}
          </Button>
        </form>
      ) : (
        <div role="status" className="grid gap-1">
          <p className="text-sm">
            {trial.rating.isBlind && beganBlind
              ? t("ratedAndShown", { score: trial.rating.score, letter: trialIsFirst ? "A" : "B" })
              : t(trial.rating.isBlind ? "ratedBlind" : "rated", { score: trial.rating.score })}
          </p>
        </div>
      )}
      {!isBlind && <SimilarityLine similarity={trial.result.similarity} />}
    </fieldset>
  );
}
