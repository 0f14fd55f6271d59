import { type ReactNode, useId } from "react";
import { cn } from "@/components/ui/cn";

interface SectionProps {
  title: string;
  className?: string;
  /** What can be done with the whole. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One part of a page with its heading. */
export function Section({ title, actions, className, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={cn("space-y-3", className)}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {/* As wide as its words, so that what can be done goes below it where there is no room beside it. */}
        <h2 id={id} className="flex-auto font-semibold text-base">
          {title}
        </h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
