"use client";
import { Play, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { Sound } from "../../use-sound";
import { hear, isSounding } from "./use-side-sounds";

interface SoundButtonProps {
  sound: Sound;
  name: string;
  letter: "A" | "B";
}

export function SoundButton({ sound, name, letter }: SoundButtonProps) {
  const t = useTranslations("replay.compare");
  const isPlaying = isSounding(sound);
  return (
    <div>
      <Button
        variant="outline"
        aria-pressed={isPlaying}
        aria-keyshortcuts={letter}
        aria-label={t(isPlaying ? "stop" : "play", { name })}
        onClick={() => hear(sound)}
        className="min-w-28 justify-start pointer-coarse:h-11"
      >
        {isPlaying ? <Square aria-hidden /> : <Play aria-hidden />}
        {name}
        {name !== letter && (
          // Not as text: the button's name would have to say it.
          <kbd
            aria-hidden
            data-key={letter}
            className="ml-auto rounded-[4px] border px-1.5 font-sans text-muted-foreground text-xs before:content-[attr(data-key)]"
          />
        )}
      </Button>
      {sound.state === "failed" && (
        <p role="alert" className="mt-1 text-sm text-warning">
          {t("soundFailed")}
        </p>
      )}
    </div>
  );
}
