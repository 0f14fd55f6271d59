"use client";
import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { modelsFor } from "@/lib/chat/model-choice";
import { useConversation } from "./chat-context";

/** Says that a trial model answers, and on a click which one; nothing where a full model does. */
export function TrialBadge() {
  const t = useTranslations("chat.trial");
  const model = useConversation((state) => modelsFor(state.models, "llm", state.language)[0]);
  if (!model?.trial) return null;
  return (
    <Popover>
      <PopoverTrigger
        aria-label={t("title")}
        data-testid="trial-model"
        className="inline-flex shrink-0 items-center justify-center rounded-md pointer-coarse:min-h-11 pointer-coarse:min-w-11"
      >
        <Badge tone="warning">
          <FlaskConical aria-hidden />
          <span className="max-sm:sr-only">{t("title")}</span>
        </Badge>
      </PopoverTrigger>
      <PopoverContent side="bottom" align="start" aria-label={t("title")}>
        <p className="font-medium">{t("title")}</p>
        <p className="mt-1 text-muted-foreground">{t("text", { name: model.name })}</p>
      </PopoverContent>
    </Popover>
  );
}
