import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import type { Language } from "@/lib/languages";

interface SaidProps {
  language: Language;
  /** True for final words (dark), false for words still being recognised (lighter). */
  settled: boolean;
  children: ReactNode;
}

/** What the person said or typed. */
export function Said({ language, settled, children }: SaidProps) {
  return (
    <p
      lang={language}
      dir="auto"
      className={cn(
        "w-fit max-w-full whitespace-pre-wrap rounded-md bg-muted px-4 py-2.5 transition-colors [overflow-wrap:anywhere]",
        !settled && "text-muted-foreground",
      )}
    >
      {children}
    </p>
  );
}
