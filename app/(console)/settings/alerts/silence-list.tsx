"use client";
import { Bell } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { Button } from "@/components/ui/button";
import type { Silence } from "@/lib/alerts/alerts";
import { Refused } from "../../refused";
import { useDates } from "../../use-dates";
import { endSilenceAction } from "./actions";
import { useAlertAct } from "./use-alerts";

/** What calls nobody now; nothing where everything does. */
export function SilenceList({ silences }: { silences: readonly Silence[] }) {
  const t = useTranslations("alerts");
  const { nameOf } = useAlertTexts();
  const { moment } = useDates();
  const end = useAlertAct(endSilenceAction);
  if (silences.length === 0 && !end.error) return null;
  return (
    <section aria-labelledby="silences" className="mt-8">
      <h3 id="silences" className="font-semibold text-sm">
        {t("silence.title")}
      </h3>
      <Refused className="mt-2" error={end.error} />
      <ul aria-label={t("silence.title")} className="mt-1 divide-y">
        {silences.map(({ id, kind, subject, reason, by, until_s: until }) => {
          const name = nameOf({ kind, subject: subject ?? "" });
          return (
            <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
              <div className="wrap-anywhere min-w-0 flex-1 basis-44">
                <p className="font-medium">{name}</p>
                <p className="text-muted-foreground text-xs tabular-nums">
                  {t("silence.until", { until: moment(until), by: by ?? t("silence.nobody") })}
                </p>
                <p>{reason}</p>
              </div>
              <Button
                variant="ghost"
                size="sm"
                className="ml-auto pointer-coarse:h-11"
                aria-label={t("silence.endName", { name })}
                disabled={end.isPending}
                onClick={() => end.mutate({ silenceId: id })}
              >
                <Bell aria-hidden />
                {t("silence.end")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
