import { Hand, Scissors, Unplug } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { cutOffOf, type EndedBy, type FinishReason } from "@/lib/turn-end";

interface EndBadgesProps {
  /** Null where it is not known: then `interrupted` alone says that the reply was cut off. */
  endedBy: EndedBy | null;
  finishReason: FinishReason | null;
  interrupted: boolean;
  /** Whether the reader is the one who talked. */
  own?: boolean;
}

/** Why a reply ended before its end; nothing for one that is whole. */
export function EndBadges({ endedBy, finishReason, interrupted, own = true }: EndBadgesProps) {
  const t = useTranslations("turnEnd");
  const Icon = endedBy === "disconnect" ? Unplug : Hand;
  const cutOff = cutOffOf(endedBy, finishReason);
  return (
    <>
      {interrupted && (
        <Badge data-testid="ended-by">
          <Icon aria-hidden />
          {t(cutOff === "interrupted" ? cutOff : `${own ? "own" : "others"}.${cutOff}`)}
        </Badge>
      )}
      {finishReason === "length" && (
        <Badge data-testid="cut" tone="warning">
          <Scissors aria-hidden />
          {t("limit")}
        </Badge>
      )}
    </>
  );
}
