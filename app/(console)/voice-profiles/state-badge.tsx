import { CircleCheck, Hourglass, UserRoundSearch } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { ProfileState } from "@/lib/voice-profiles/profile";

const looks = {
  draft: { tone: "neutral", icon: Hourglass },
  waiting: { tone: "warning", icon: Hourglass },
  review: { tone: "warning", icon: UserRoundSearch },
  ready: { tone: "success", icon: CircleCheck },
} as const;

/** Whether a voice may be used, and what is missing. */
export function StateBadge({ state }: { state: ProfileState }) {
  const t = useTranslations("voices.states");
  const { tone, icon: Icon } = looks[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(state)}
    </Badge>
  );
}
