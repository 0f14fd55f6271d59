"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** Whoever has no mouse scrolls a region by keyboard, so it takes the focus. */
const reachable = { tabIndex: 0 } as const;

/** What may be wider than the page: it scrolls by itself. */
export function ScrollRegion({ className, children }: { className?: string; children: ReactNode }) {
  const t = useTranslations("reply");
  return (
    <section {...reachable} aria-label={t("wide")} className={cn("min-w-0 overflow-x-auto", className)}>
      {children}
    </section>
  );
}
