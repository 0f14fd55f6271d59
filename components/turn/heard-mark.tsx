import { EarOff } from "lucide-react";
import { useTranslations } from "next-intl";

/** Stands in a reply's text where the listener stopped hearing it. */
export function HeardMark() {
  const t = useTranslations("turnEnd");
  return (
    <span
      data-testid="heard-mark"
      className="mx-1 inline-flex items-center gap-1 whitespace-nowrap rounded-sm bg-muted px-1 align-baseline text-muted-foreground text-xs"
    >
      <EarOff aria-hidden className="size-3" />
      {t("heardToHere")}
    </span>
  );
}
