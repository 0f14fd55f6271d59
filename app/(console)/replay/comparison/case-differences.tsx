"use client";
import { Check, CircleHelp, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { CaseComparison, ReplayRunView, SideView, StageTimes } from "@/lib/replay/views";
import { DifferenceText } from "../../difference-text";
import { PendingText } from "./pending-text";

const stages = ["stt_ms", "ttft_ms", "text_ms", "tts_ms", "first_sound_ms"] as const satisfies (keyof StageTimes)[];

interface CaseDifferencesProps {
  comparison: CaseComparison;
  result: SideView | null;
  run: ReplayRunView;
}

/** What differs: words, errors, times, the length of the speech, what is expected. */
export function CaseDifferences({ comparison, result, run }: CaseDifferencesProps) {
  const t = useTranslations("replay.compare");
  const common = useTranslations("common");
  const format = useFormatter();
  const { base, spread, expectations } = comparison;
  const { language } = comparison.case;
  if (!base || !result)
    return (
      <p className="text-muted-foreground text-sm">
        <PendingText run={run} done={0} />
      </p>
    );
  const seconds = (ms: number | null) => (ms === null ? "–" : common("seconds", { value: ms / 1000 }));
  const percent = (rate: number | null) =>
    rate === null ? "–" : format.number(rate, { style: "percent", maximumFractionDigits: 1 });
  const rows: [name: string, before: string, after: string][] = [
    [t(`errorRate.${language ?? "en"}`), percent(base.error_rate), percent(result.error_rate)],
    ...stages.map((stage): [string, string, string] => [
      t(`stages.${stage}`),
      seconds(base[stage]),
      seconds(result[stage]),
    ]),
    [t("speech"), seconds(base.ai_audio_ms || null), seconds(result.ai_audio_ms || null)],
  ];
  return (
    <>
      <Part title={t("transcript")}>
        <DifferenceText before={wordsOf(base, "user_text")} after={wordsOf(result, "user_text")} language={language} />
      </Part>
      <Part title={t("reply")}>
        <DifferenceText before={wordsOf(base, "ai_text")} after={wordsOf(result, "ai_text")} language={language} />
      </Part>
      <table className="w-full text-sm">
        <thead>
          <tr className="text-muted-foreground text-xs">
            <th scope="col" className="py-1 text-left font-normal">
              {t("stage")}
            </th>
            <th scope="col" className="py-1 pl-3 text-right font-normal">
              {t("before")}
            </th>
            <th scope="col" className="py-1 pl-3 text-right font-normal">
              {t("after")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, before, after]) => (
            <tr key={name} className="border-t">
              <th scope="row" className="py-1.5 text-left font-normal">
                {name}
              </th>
              <td className="whitespace-nowrap py-1.5 pl-3 text-right text-muted-foreground">{before}</td>
              <td className="whitespace-nowrap py-1.5 pl-3 text-right">{after}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-muted-foreground text-xs">{t("stagesHint")}</p>
      {spread && (
        <p className="text-muted-foreground text-sm">
          {t("spread", {
            ms: spread.first_sound_ms === null ? "–" : Math.round(spread.first_sound_ms),
            replies: spread.replies,
          })}
        </p>
      )}
      {expectations.length > 0 && (
        <Part title={t("expectations")}>
          <Expectations checks={expectations} />
        </Part>
      )}
    </>
  );
}

/** Null where a side came to no words: that is no difference in them. */
function wordsOf(side: SideView, name: "user_text" | "ai_text"): string | null {
  return side.outcome === "done" ? (side[name] ?? "") : side[name] || null;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="space-y-1">
      <h3 className="text-muted-foreground text-xs">{title}</h3>
      {children}
    </section>
  );
}

function Expectations({ checks }: { checks: CaseComparison["expectations"] }) {
  const t = useTranslations("replay");
  return (
    <table className="w-full text-sm">
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("compare.expectations")}</th>
          <th scope="col">{t("compare.before")}</th>
          <th scope="col">{t("compare.after")}</th>
        </tr>
      </thead>
      <tbody>
        {checks.map(({ kind, value, base_met, run_met }) => (
          <tr key={`${kind} ${value}`} className="border-t first:border-t-0">
            <th scope="row" className="break-words py-1.5 text-left font-normal">
              {t(`expects.${kind}`, { value })}
            </th>
            {[base_met, run_met].map((met, index) => (
              <td key={index === 0 ? "base" : "run"} className="whitespace-nowrap py-1.5 pl-3 text-right">
                <Met met={met} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Met({ met }: { met: boolean | null }) {
  const t = useTranslations("replay.compare");
  const [Icon, text, colour] =
    met === null
      ? ([CircleHelp, "unknown", "text-muted-foreground"] as const)
      : met
        ? ([Check, "met", "text-success"] as const)
        : ([X, "notMet", "text-danger"] as const);
  return (
    <span className={`inline-flex items-center gap-1 text-xs ${colour}`}>
      <Icon aria-hidden className="size-3.5" />
      {t(text)}
    </span>
  );
}
