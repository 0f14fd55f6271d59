import { type ReactNode, useId } from "react";

interface SectionProps {
  title: string;
  /** What can be done with the whole. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One part of a page about a person. */
export function Section({ title, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="space-y-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id={id} className="flex-1 font-semibold text-base">
          {title}
        </h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
