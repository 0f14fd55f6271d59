import { CircleHelp, Equal, PenLine, TrendingDown, TrendingUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { Verdict } from "@/lib/replay/verdict";

const looks = {
  same: { icon: Equal, tone: "neutral" },
  improved: { icon: TrendingUp, tone: "success" },
  changed: { icon: PenLine, tone: "accent" },
  regressed: { icon: TrendingDown, tone: "danger" },
  no_evidence: { icon: CircleHelp, tone: "warning" },
} as const;

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const t = useTranslations("replay.verdict.names");
  const { icon: Icon, tone } = looks[verdict];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(verdict)}
    </Badge>
  );
}
