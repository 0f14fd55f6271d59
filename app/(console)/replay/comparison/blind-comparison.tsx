"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { BlindChoice } from "@/lib/replay/blind-choice";
import { Refused } from "../../refused";
import { SoundButton } from "./sound-button";
import { useSideSounds } from "./use-side-sounds";

interface BlindComparisonProps {
  base: string;
  run: string;
  /** Keeps the choice; which is which is told once it is kept. */
  store: (choice: BlindChoice, onStored: () => void) => void;
  isStoring: boolean;
  error: unknown;
  again: () => void;
}

type Choice = "A" | "B" | "alike";

/** Both replies' sounds without names and in a random order, until one is chosen. */
export function BlindComparison({ base, run, store, isStoring, error, again }: BlindComparisonProps) {
  const t = useTranslations("replay.compare");
  const [runIsFirst, setRunIsFirst] = useState(() => Math.random() < 0.5);
  const [choice, setChoice] = useState<Choice | null>(null);
  const sounds = useSideSounds(runIsFirst ? run : base, runIsFirst ? base : run);
  const choose = (chosen: Choice) => {
    const side = (chosen === "A") === runIsFirst ? "run" : "base";
    store(chosen === "alike" ? "alike" : side, () => setChoice(chosen));
  };
  const first = t(runIsFirst ? "run" : "base");
  return (
    <div className="grid justify-items-start gap-4">
      <p className="text-muted-foreground text-sm">{t("blindHint")}</p>
      <div className="flex flex-wrap gap-2">
        <SoundButton sound={sounds[0]} name="A" letter="A" />
        <SoundButton sound={sounds[1]} name="B" letter="B" />
      </div>
      {choice === null ? (
        <fieldset className="grid gap-2">
          <legend className="mb-2 font-medium text-sm">{t("better")}</legend>
          <div className="flex flex-wrap gap-2">
            {(
              [
                ["A", t("firstBetter")],
                ["B", t("secondBetter")],
                ["alike", t("alike")],
              ] as const
            ).map(([value, text]) => (
              <Button
                key={value}
                variant="secondary"
                disabled={isStoring}
                onClick={() => choose(value)}
                className="min-w-16 pointer-coarse:h-11"
              >
                {text}
              </Button>
            ))}
          </div>
          <Refused error={error} />
        </fieldset>
      ) : (
        <div role="status" className="grid justify-items-start gap-2">
          <p className="text-sm">
            {choice === "alike" ? t("revealedAlike", { first }) : t("revealedChoice", { choice, first })}
          </p>
          <Button
            variant="outline"
            size="sm"
            onClick={() => {
              setChoice(null);
              setRunIsFirst(Math.random() < 0.5);
              again();
            }}
          >
            {t("again")}
          </Button>
        </div>
      )}
    </div>
  );
}
