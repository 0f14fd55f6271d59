"use client";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { Language } from "@/lib/languages";
import { useChooseVoice } from "./use-choose-voice";

interface UseButtonProps {
  /** As lib/voices writes it. */
  voice: string;
  /** For people. */
  name: string;
  /** Those in which it speaks from now on. */
  languages: readonly Language[];
  isInUse: boolean;
  /** The most likely thing to do here. */
  isMain?: boolean;
}

/** Takes the voice for one's next turns, or says that one has done so. */
export function UseButton({ voice, name, languages, isInUse, isMain = false }: UseButtonProps) {
  const t = useTranslations();
  const { choose, isPending, errorCode } = useChooseVoice(voice, languages);
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Button
        variant={isInUse ? "secondary" : isMain ? "primary" : "outline"}
        className="pointer-coarse:h-11"
        aria-label={t(isInUse ? "voices.use.inUseLabel" : "voices.use.label", { name })}
        aria-disabled={isInUse || isPending}
        onClick={() => {
          if (!isInUse && !isPending) choose();
        }}
      >
        {isPending ? <Spinner /> : isInUse ? <Check aria-hidden /> : null}
        {t(isInUse ? "voices.use.inUse" : "voices.use.action")}
      </Button>
      {errorCode && (
        <span role="alert" className="text-danger text-sm">
          {t(`errors.${errorCode}`)}
        </span>
      )}
    </span>
  );
}
