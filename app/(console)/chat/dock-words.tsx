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
  children?: ReactNode;
}

/** A state in large words, what to do about it below, and perhaps a button beside it. */
export function DockWords({ tone, title, hint, touch = hint, quiet, children }: DockWordsProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-40">
        <p
          role={quiet ? undefined : "status"}
          className={cn(
            "font-semibold text-2xl leading-tight tracking-tight",
            tone === "warning" && "text-warning",
            tone === "danger" && "text-danger",
          )}
        >
          {title}
        </p>
        <p className="mt-0.5 text-muted-foreground text-sm pointer-coarse:hidden">{hint}</p>
        <p className="mt-0.5 hidden text-muted-foreground text-sm pointer-coarse:block">{touch}</p>
      </div>
      {children}
    </div>
  );
}
