"use client";
import { ChevronDown } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { cn } from "@/components/ui/cn";
import type { SpeechMode } from "@/lib/languages";
import type { Timings } from "@/lib/timings";
import type { TurnModels } from "../../lib/models";
import { stageColour } from "./stage-colour";
import { summaryOf } from "./timing-stages";
import { TurnWaterfall } from "./turn-waterfall";

interface TurnTimingsProps {
  timings: Timings;
  /** Names of the models that answered; shown in the waterfall where known. */
  models?: TurnModels;
  mode?: SpeechMode;
  className?: string;
}

/** The thin bar under a reply: where the wait for its first sound went. A click opens the whole waterfall. */
export function TurnTimings({ timings, models, mode, className }: TurnTimingsProps) {
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
  const seconds = (ms: number) => format.number(ms / 1000, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  return (
    <div className={className}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={panelId}
        title={t("show")}
        onClick={() => setOpen(!open)}
        className="group -mx-1.5 block max-w-full rounded-md px-1.5 py-1 text-left text-muted-foreground text-xs transition-colors hover:text-foreground"
      >
        <span className="flex flex-wrap items-center gap-x-1">
          {measured.map(({ name, ms }, index) => (
            <span key={name} className="whitespace-nowrap">
              {index > 0 && "· "}
              {t(name)} {seconds(ms)}
            </span>
          ))}
          <span className="whitespace-nowrap">
            →{" "}
            {timings.first_audio_ms === null
              ? t("noSound")
              : t("firstSound", { seconds: common("seconds", { value: timings.first_audio_ms / 1000 }) })}
          </span>
          <ChevronDown aria-hidden className={cn("size-3 shrink-0 transition-transform", open && "rotate-180")} />
        </span>
        <span aria-hidden className="mt-1 flex h-0.5 w-40 max-w-full gap-px overflow-hidden rounded-full">
          {measured.map(({ name, ms, colour }) => (
            <span key={name} className={cn("min-w-px", colour)} style={{ flexGrow: ms, flexBasis: 0 }} />
          ))}
        </span>
      </button>
      <div id={panelId} hidden={!open}>
        {open && <TurnWaterfall timings={timings} models={models} mode={mode} />}
      </div>
    </div>
  );
}
