import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import type { SpeechMode } from "@/lib/languages";
import type { Timings } from "@/lib/timings";
import type { TurnModels } from "../../lib/models";
import { stageColour } from "./stage-colour";
import { type StageName, stagesOf } from "./timing-stages";

interface TurnWaterfallProps {
  timings: Timings;
  models: TurnModels | undefined;
  mode: SpeechMode | undefined;
}

/** Every step of a turn on one time axis, with the models that did the work. */
export function TurnWaterfall({ timings, models, mode }: TurnWaterfallProps) {
  const t = useTranslations("timings");
  const seconds = useSeconds();
  const stages = stagesOf(timings);
  const began = timings.endpoint_ms === null && timings.stt_ms === null ? "typed" : "spoken";
  const totalMs = Math.max(1, ...stages.map(({ startMs, durationMs }) => startMs + durationMs));
  const modelOf: Partial<Record<StageName, string | null | undefined>> = {
    stt: models?.stt,
    ttft: models?.llm,
    tts: models?.tts,
  };
  return (
    <div className="mt-1 ml-auto max-w-lg rounded-md bg-muted p-3 text-xs">
      <table className="w-full border-collapse">
        <caption className="sr-only">{t("show")}</caption>
        <tbody>
          {stages.map(({ name, startMs, durationMs }) => (
            <tr key={name}>
              <th scope="row" className="py-1 pr-3 text-left align-top font-normal">
                {t(`stages.${name}`)}
                {modelOf[name] && <span className="block break-all text-muted-foreground">{modelOf[name]}</span>}
              </th>
              <td aria-hidden className="w-2/5 py-1 align-top">
                <span className="relative mt-1 block h-2">
                  <span
                    className={cn("absolute inset-y-0 min-w-0.5 rounded-full", stageColour[name])}
                    style={{ left: `${(startMs / totalMs) * 100}%`, width: `${(durationMs / totalMs) * 100}%` }}
                  />
                </span>
              </td>
              <td className="whitespace-nowrap py-1 pl-3 text-right align-top">{seconds(durationMs)}</td>
            </tr>
          ))}
        </tbody>
        <tbody className="border-t border-input/40">
          <TotalRow label={t(`firstAudio.${began}`)} value={seconds(timings.first_audio_ms)} />
          <TotalRow label={t(`complete.${began}`)} value={seconds(timings.e2e_ms)} />
          {mode && <TotalRow label={t("mode")} value={t(`modes.${mode}`)} />}
        </tbody>
      </table>
    </div>
  );
}

function TotalRow({ label, value }: { label: string; value: string }) {
  return (
    <tr>
      <th scope="row" colSpan={2} className="pt-1.5 text-left font-normal text-muted-foreground">
        {label}
      </th>
      <td className="whitespace-nowrap pt-1.5 pl-3 text-right">{value}</td>
    </tr>
  );
}

/** Milliseconds as "0.88 s", or words for what was not measured. */
function useSeconds(): (ms: number | null) => string {
  const t = useTranslations();
  return (ms) => (ms === null ? t("timings.notMeasured") : t("common.seconds", { value: ms / 1000 }));
}
