import { Ban, Check, CircleAlert, Hourglass, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { RunState } from "@/lib/replay/run";

const looks = {
  waiting: { icon: Hourglass, tone: "neutral" },
  running: { icon: LoaderCircle, tone: "accent" },
  done: { icon: Check, tone: "success" },
  cancelled: { icon: Ban, tone: "neutral" },
  failed: { icon: CircleAlert, tone: "danger" },
} as const;

export function RunStateBadge({ state }: { state: RunState }) {
  const t = useTranslations("replay.run.states");
  const { icon: Icon, tone } = looks[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(state)}
    </Badge>
  );
}
