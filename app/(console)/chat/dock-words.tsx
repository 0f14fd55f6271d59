import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

interface DockWordsProps {
  tone?: "warning" | "danger";
  title: string;
  hint: string;
  /** Shown instead on touch screens, which have no keys. */
  touch?: string;
  /** True while the title changes all the time (a download's per cent): a screen reader then does not announce it. */
  quiet?: boolean;
  /** True where nothing goes on unless the hint is followed: it is then shown on pages of little height, too. */
  needed?: boolean;
  /** A mark beside the title. */
  mark?: ReactNode;
  children?: ReactNode;
}

/** A state in large words, what to do about it below, and perhaps a button beside it. */
export function DockWords({ tone, title, hint, touch = hint, quiet, needed, mark, children }: DockWordsProps) {
  const hintClass = cn(
    "text-muted-foreground text-sm",
    needed ? "short:max-h-16 short:overflow-y-auto short:text-xs" : "short:sr-only",
  );
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 text-center sm:justify-between sm:text-left short:flex-nowrap short:justify-between short:text-left">
      {/* Beside several buttons the words keep a readable width: the buttons go below them. */}
      <div className="min-w-0 sm:flex-1 sm:basis-40 short:flex-1">
        <div className="flex flex-wrap items-center justify-center gap-x-2 sm:justify-start short:justify-start">
          <p
            role={quiet ? undefined : "status"}
            className={cn(
              "font-semibold text-2xl leading-8 tracking-tight sm:text-[1.75rem] sm:leading-9 short:text-base short:leading-tight",
              tone === "warning" && "text-warning",
              tone === "danger" && "text-danger",
            )}
          >
            {title}
          </p>
          {mark}
        </div>
        <p className={cn(hintClass, "pointer-coarse:hidden")}>{hint}</p>
        <p className={cn(hintClass, "hidden pointer-coarse:block")}>{touch}</p>
      </div>
      {children && <div className="max-w-full shrink-0">{children}</div>}
    </div>
  );
}
