import { useFormatter, useTranslations } from "next-intl";
import type { DegradationStep } from "@/lib/alerts/alerts";
import { timeByLevel } from "@/lib/alerts/month";
import { useDurations } from "./use-durations";

const degradedLevels = ["fast", "fewer_steps", "cpu_voice", "text_only"] as const;

interface VoiceTimesProps {
  steps: readonly DegradationStep[];
  range: { from_s: number; to_s: number };
}

/** For how long the voice was made at each level below what people had asked for. */
export function VoiceTimes({ steps, range }: VoiceTimesProps) {
  const t = useTranslations("monthReport.voice");
  const format = useFormatter();
  const duration = useDurations();
  const times = timeByLevel(steps, range);
  const wholeS = Math.max(1, range.to_s - range.from_s);
  const degraded = degradedLevels.filter((level) => times[level] > 0);
  return (
    <section aria-labelledby="month-voice" className="break-inside-avoid space-y-2">
      <h2 id="month-voice" className="font-semibold text-base">
        {t("title")}
      </h2>
      {degraded.length === 0 ? (
        <p className="text-sm">{t("none")}</p>
      ) : (
        <dl className="grid gap-1 text-sm">
          {degraded.map((level) => (
            <div key={level} className="flex flex-wrap gap-x-2">
              <dt className="font-medium">{t(`levels.${level}`)}</dt>
              <dd className="tabular-nums">
                {duration(times[level])} (
                {format.number(times[level] / wholeS, { style: "percent", maximumFractionDigits: 1 })})
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
