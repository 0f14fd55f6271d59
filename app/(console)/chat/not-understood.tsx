import { useTranslations } from "next-intl";
import type { Turn } from "@/lib/chat/conversation-state";

/** Stands where the words would be when nothing was recognised, or nothing could be; beside it what was said is heard. */
export function NotUnderstood({ turn }: { turn: Turn }) {
  const t = useTranslations("chat.turn");
  return (
    <p data-testid="not-understood" className="text-muted-foreground text-sm">
      {turn.status === "failed" ? t("notRecognised") : t("notUnderstood")}
    </p>
  );
}
