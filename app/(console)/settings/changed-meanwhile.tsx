"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

interface ChangedMeanwhileProps {
  /** What somebody else has done, in words. */
  what: string;
  showHeld: () => void;
  keepTyped: () => void;
}

/** Somebody else has saved another value while this one was typed: which one is to stay? */
export function ChangedMeanwhile({ what, showHeld, keepTyped }: ChangedMeanwhileProps) {
  const t = useTranslations("settings.meanwhile");
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 text-sm">
      <p className="text-warning">{what}</p>
      <Button variant="ghost" className="pointer-coarse:h-11" onClick={showHeld}>
        {t("showHeld")}
      </Button>
      <Button variant="ghost" className="pointer-coarse:h-11" onClick={keepTyped}>
        {t("keepTyped")}
      </Button>
    </div>
  );
}
