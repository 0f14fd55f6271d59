"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";

/** Words of a reply that the voice says in another way than they are written: pressed, they tell how. */
export function SaidDifferently({ saidAs, children }: { saidAs: string; children: ReactNode }) {
  const t = useTranslations("lexiconMark");
  const how = t("saidAs", { words: saidAs });
  return (
    <Popover>
      <PopoverTrigger asChild>
        <button
          type="button"
          data-testid="said-differently"
          title={how}
          className="inline select-text text-start underline decoration-dotted underline-offset-4"
        >
          {children}
        </button>
      </PopoverTrigger>
      <PopoverContent className="w-fit px-3 py-2">{how}</PopoverContent>
    </Popover>
  );
}
