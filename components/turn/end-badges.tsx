import { Hand, Scissors, Unplug } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { type EndedBy, type FinishReason, isInterruption } from "@/lib/turn-end";

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
  const who = own ? "own" : "others";
  // The model wrote to its own end all the same: nothing of the text is missing.
  const isWritten = endedBy === "user_stop" && finishReason !== null;
  return (
    <>
      {interrupted && (
        <Badge data-testid="ended-by">
          <Icon aria-hidden />
          {endedBy !== null && isInterruption(endedBy)
            ? t(isWritten ? `${who}.sound_stop` : `${who}.${endedBy}`)
            : t("interrupted")}
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
