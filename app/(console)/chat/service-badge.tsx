"use client";
import { ChevronsDown, Cpu, type LucideIcon, VolumeX, Zap } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { ServiceLevel } from "@/lib/service-level";
import { useConversation } from "./chat-context";

const icons: Record<Exclude<ServiceLevel["level"], "full">, LucideIcon> = {
  fast: Zap,
  fewer_steps: ChevronsDown,
  cpu_voice: Cpu,
  text_only: VolumeX,
};

/** Says that the voice is degraded, and on a click why; renders nothing at full service. */
export function ServiceBadge() {
  const t = useTranslations("chat.service");
  const { level, reason } = useConversation((state) => state.service);
  const Icon = level === "full" ? null : icons[level];
  return (
    <span role="status" className="inline-flex shrink-0">
      {level !== "full" && Icon && (
        <Popover>
          <PopoverTrigger
            aria-label={t("label", { word: t(`words.${level}`) })}
            data-level={level}
            className="inline-flex items-center justify-center rounded-md pointer-coarse:min-h-11 pointer-coarse:min-w-11"
          >
            <Badge tone="warning">
              <Icon aria-hidden />
              <span className="max-sm:sr-only">{t(`words.${level}`)}</span>
            </Badge>
          </PopoverTrigger>
          <PopoverContent side="bottom" align="start" aria-label={t(`words.${level}`)}>
            <p className="flex items-center gap-2 font-medium">
              <Icon aria-hidden className="size-4 text-warning" />
              {t(`words.${level}`)}
            </p>
            <p className="mt-1">{t(`texts.${level}`)}</p>
            {reason && <p className="mt-2 text-muted-foreground">{t(`reasons.${reason}`)}</p>}
            <p className="text-muted-foreground">{t("back")}</p>
          </PopoverContent>
        </Popover>
      )}
    </span>
  );
}
