"use client";
import { Play, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { useSound } from "../../use-sound";
import { isSounding } from "./use-side-sounds";

/** What the person said; both sides have the same. */
export function PersonSound({ url }: { url: string }) {
  const t = useTranslations("replay.compare");
  const sound = useSound(url);
  const isPlaying = isSounding(sound);
  const name = t("person");
  return (
    <div>
      <Button
        variant="secondary"
        aria-pressed={isPlaying}
        aria-label={t(isPlaying ? "stop" : "play", { name })}
        onClick={sound.toggle}
        className="pointer-coarse:h-11"
      >
        {isPlaying ? <Square aria-hidden /> : <Play aria-hidden />}
        {name}
      </Button>
      {sound.state === "failed" && (
        <p role="alert" className="mt-1 text-sm text-warning">
          {t("soundFailed")}
        </p>
      )}
    </div>
  );
}
