import { type ReactNode, useId } from "react";

interface DetailSectionProps {
  title: string;
  /** For links that lead here. */
  anchor?: string;
  children: ReactNode;
}

export function DetailSection({ title, anchor, children }: DetailSectionProps) {
  const headingId = useId();
  return (
    <section id={anchor} aria-labelledby={headingId} className="scroll-mt-4 border-t pt-5">
      <h3 id={headingId} className="mb-3 font-medium text-sm">
        {title}
      </h3>
      {children}
    </section>
  );
}
