import { type ReactNode, useId } from "react";

interface PartProps {
  number: string;
  title: string;
  /** For the list of what is missing. */
  anchor: string;
  hint: string;
  children: ReactNode;
}

/** One of the three numbered parts of the page. */
export function Part({ number, title, anchor, hint, children }: PartProps) {
  const id = useId();
  return (
    <section id={anchor} aria-labelledby={id} className="scroll-mt-4 border-t pt-6 first:border-t-0 first:pt-0">
      <h2 id={id} className="flex items-baseline gap-3 font-semibold text-base">
        <span aria-hidden className="text-muted-foreground text-sm">
          {number}
        </span>
        {title}
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-muted-foreground text-sm">{hint}</p>
      <div className="grid gap-4">{children}</div>
    </section>
  );
}
