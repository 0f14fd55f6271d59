"use client";
import { useLocale, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { useSound } from "../use-sound";
import { type BuiltinVoiceView, sampleOf } from "./builtin-voice";
import { PlayButton } from "./play-button";
import { UseButton } from "./use-button";
import { CardLink } from "./voice-card-links";
import { SoundFailed } from "./voice-player";

interface BuiltinCardProps {
  voice: BuiltinVoiceView;
  href: string;
  isChosen: boolean;
  isInUse: boolean;
  onChoose: () => void;
}

/** A voice that comes with a model: nobody's, so it needs no consent. */
export function BuiltinCard({ voice, href, isChosen, isInUse, onChoose }: BuiltinCardProps) {
  const t = useTranslations("voices");
  const languageName = useTranslations("chat.language.names");
  const modeName = useTranslations("timings.modes");
  const what = t("sound.sample", { name: voice.label });
  const sound = useSound(sampleOf(voice, useLocale()));
  return (
    <article
      aria-label={voice.label}
      data-voice={voice.id}
      className={cn(
        "relative grid content-start gap-3 rounded-md border bg-card p-4 transition-colors hover:border-input",
        isChosen && "border-primary hover:border-primary",
      )}
    >
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <CardLink name={voice.label} href={href} isChosen={isChosen} onChoose={onChoose} />
          <p className="mt-0.5 text-muted-foreground text-xs">
            {[...voice.languages.map((each) => languageName(each)), ...voice.modes.map((mode) => modeName(mode))].join(
              " · ",
            )}
          </p>
        </div>
        <Badge>{t("builtin.badge")}</Badge>
      </header>
      <div className="relative z-10 flex items-center gap-2">
        <PlayButton sound={sound} label={t("sound.play", { what })} pauseLabel={t("sound.pause", { what })} />
        <UseButton voice={voice.id} name={voice.label} languages={voice.languages} isInUse={isInUse} />
      </div>
      <SoundFailed sound={sound} />
    </article>
  );
}
