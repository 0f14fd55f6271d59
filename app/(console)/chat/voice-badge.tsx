"use client";
import { AudioLines } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { parseVoiceId } from "@/lib/voices";
import { useConversation } from "./chat-context";
import type { VoiceChoice } from "./voice-choice";

/** Whose voice answers, where it is cloned from somebody's; nothing for a voice that comes with the model. */
export function VoiceBadge({ voices }: { voices: readonly VoiceChoice[] }) {
  const t = useTranslations("chat.voiceBadge");
  const speaker = useConversation((state) => state.speaker);
  const id = speaker === null ? null : parseVoiceId(speaker);
  if (id?.kind !== "profile") return null;
  // One that was saved since this page was opened has no name here yet.
  const name = voices.find((voice) => voice.id === speaker)?.label ?? t("unnamed");
  return (
    <Popover>
      <PopoverTrigger
        aria-label={t("label", { name })}
        data-testid="speaking-voice"
        className="inline-flex min-w-0 items-center justify-center rounded-md pointer-coarse:min-h-11 pointer-coarse:min-w-11"
      >
        <Badge tone="accent" className="max-w-40 shrink">
          <AudioLines aria-hidden />
          <span className="truncate max-sm:sr-only">{name}</span>
        </Badge>
      </PopoverTrigger>
      <PopoverContent side="bottom" align="start" aria-label={t("label", { name })}>
        <p className="break-words font-medium">{name}</p>
        <p className="mt-1 text-muted-foreground">{t("text")}</p>
        <Link
          href={`/voice-profiles?selected=${id.profileId}`}
          className="mt-2 inline-flex min-h-11 items-center text-primary hover:underline sm:min-h-0"
        >
          {t("link")}
        </Link>
      </PopoverContent>
    </Popover>
  );
}
