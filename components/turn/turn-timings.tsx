"use client";
import { useFormatter, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { cn } from "@/components/ui/cn";
import type { SpeechMode } from "@/lib/languages";
import type { Timings } from "@/lib/timings";
import type { TurnCall } from "@/lib/turn-calls";
import type { TurnModels } from "../../lib/models";
import { stageColour } from "./stage-colour";
import { summaryOf } from "./timing-stages";
import { TurnCallTable } from "./turn-call-table";
import { TurnWaterfall } from "./turn-waterfall";

interface TurnTimingsProps {
  timings: Timings;
  /** Names of the models that answered; shown in the waterfall where known. */
  models?: TurnModels;
  mode?: SpeechMode;
  /** Each call of a model, where they are known. */
  calls?: readonly TurnCall[];
  /** Which version of which persona answered, where it is one of the house's own. */
  persona?: { name: string; version: number } | null;
}

/**
 * One number at rest: how long the first sound took. Pointed at, it shows where that time went; a click opens the whole
 * waterfall. Both are children of the grid around them: the number right-aligned in its column, the waterfall across all.
 */
export function TurnTimings({ timings, models, mode, calls = [], persona = null }: TurnTimingsProps) {
  const t = useTranslations("timings");
  const common = useTranslations("common");
  const format = useFormatter();
  const panelId = useId();
  const [open, setOpen] = useState(false);
  const { hearMs, thinkMs, speakMs } = summaryOf(timings);
  const parts = [
    { name: "hear", ms: hearMs, colour: stageColour.stt },
    { name: "think", ms: thinkMs, colour: stageColour.ttft },
    { name: "speak", ms: speakMs, colour: stageColour.tts },
  ] as const;
  const measured = parts.flatMap((part) => (part.ms === null ? [] : [{ ...part, ms: part.ms }]));
  if (measured.length === 0) return null;
  const { first_audio_ms: firstAudioMs } = timings;
  const plain = (ms: number) => format.number(ms / 1000, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const seconds = (ms: number) => common("seconds", { value: ms / 1000 });
  const atRest =
    firstAudioMs !== null
      ? t("firstSound", { seconds: seconds(firstAudioMs) })
      : thinkMs !== null
        ? t("firstWord", { seconds: seconds((hearMs ?? 0) + thinkMs) })
        : t("noSound");

  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={panelId}
        title={t("show")}
        onClick={() => setOpen(!open)}
        className="group/timings -mr-1.5 flex min-h-8 max-w-full items-center justify-end gap-x-3 justify-self-end rounded-md px-1.5 text-muted-foreground text-xs transition-colors hover:text-foreground pointer-coarse:min-h-11"
      >
        <span className="invisible flex flex-col gap-1 group-hover/timings:visible group-focus-visible/timings:visible max-sm:hidden pointer-coarse:hidden">
          <span className="whitespace-nowrap">
            {measured.map(({ name, ms }) => `${t(name)} ${plain(ms)}`).join(" · ")}
          </span>
          <span aria-hidden className="flex h-0.5 gap-px overflow-hidden rounded-full">
            {measured.map(({ name, ms, colour }) => (
              <span key={name} className={cn("min-w-px", colour)} style={{ flexGrow: ms, flexBasis: 0 }} />
            ))}
          </span>
        </span>
        <span className="whitespace-nowrap">{atRest}</span>
      </button>
      <div id={panelId} hidden={!open} className="col-span-full">
        {open && <TurnWaterfall timings={timings} models={models} mode={mode} />}
        {open && calls.length > 0 && <TurnCallTable calls={calls} />}
        {open && persona && (
          <p className="wrap-anywhere mt-2 text-muted-foreground text-xs">
            {t("persona", { name: persona.name, version: persona.version })}
          </p>
        )}
      </div>
    </>
  );
}
