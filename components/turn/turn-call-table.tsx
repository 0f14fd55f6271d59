import { useFormatter, useTranslations } from "next-intl";
import type { TurnCall } from "@/lib/turn-calls";

/** Each call of a model, as its engine reported it, in the order in which they began. */
export function TurnCallTable({ calls }: { calls: readonly TurnCall[] }) {
  const t = useTranslations("timings.calls");
  const format = useFormatter();
  const seconds = (ms: number | null) =>
    ms === null ? "–" : format.number(ms / 1000, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const columns = ["began", "waited", "first", "total"] as const;
  const inOrder = calls.map((call, at) => ({ call, at })).sort((a, b) => a.call.began_ms - b.call.began_ms);
  return (
    <div className="mt-1 ml-auto max-w-lg overflow-x-auto rounded-md bg-muted p-3 text-xs">
      <table className="w-full border-collapse">
        <caption className="pb-1 text-left text-muted-foreground">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col" className="py-1 pr-3 text-left font-normal text-muted-foreground">
              {t("call")}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className="py-1 pl-3 text-right font-normal text-muted-foreground">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inOrder.map(({ call, at }) => (
            <tr key={at}>
              <th scope="row" className="py-1 pr-3 text-left align-top font-normal">
                {t(`names.${call.call}`)}
                {call.outcome !== "completed" && ` · ${t(`outcomes.${call.outcome}`)}`}
                {call.retries > 0 && ` · ${t("retries", { count: call.retries })}`}
                <span className="block break-all text-muted-foreground">{factsOf(call, t, seconds)}</span>
              </th>
              {[call.began_ms, call.waited_ms, call.first_ms, call.total_ms].map((ms, column) => (
                <td key={columns[column]} className="whitespace-nowrap py-1 pl-3 text-right align-top">
                  {seconds(ms)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Words = ReturnType<typeof useTranslations<"timings.calls">>;

function factsOf(call: TurnCall, t: Words, seconds: (ms: number | null) => string): string {
  const facts = [
    call.model,
    call.audio_ms === null ? null : t("sound", { seconds: seconds(call.audio_ms) }),
    call.characters === null ? null : t("characters", { count: call.characters }),
    call.completion_tokens === null ? null : t("tokens", { count: call.completion_tokens }),
  ];
  return facts.filter((fact) => fact !== null).join(" · ");
}
