"use client";
import { ArrowLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";

export interface BackProps {
  backHref: string;
  onBack: () => void;
}

interface DetailHeaderProps extends BackProps {
  name: string;
  facts: string;
  /** Marks beside the name. */
  children: ReactNode;
}

/** A voice's name; a newly opened page is announced by it, and phones go back to the list from here. */
export function DetailHeader({ name, facts, children, backHref, onBack }: DetailHeaderProps) {
  const t = useTranslations("voices");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <header className="flex items-start gap-2 pt-4 md:pt-6">
      <Button asChild variant="ghost" size="icon" className="-ml-2 pointer-coarse:size-11 md:hidden">
        <a
          href={backHref}
          aria-label={t("back")}
          onClick={(event) => {
            event.preventDefault();
            onBack();
          }}
        >
          <ArrowLeft aria-hidden />
        </a>
      </Button>
      <div className="min-w-0 flex-1 py-1">
        <div className="flex flex-wrap items-center gap-2">
          <h2 ref={heading} tabIndex={-1} className="wrap-anywhere font-semibold text-lg outline-none">
            {name}
          </h2>
          {children}
        </div>
        <p className="mt-0.5 break-words text-muted-foreground text-sm">{facts}</p>
      </div>
    </header>
  );
}
