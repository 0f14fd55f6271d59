import type { ReactNode } from "react";

interface SectionProps {
  id: string;
  title: string;
  children: ReactNode;
}

/** One part of the page with its heading. */
export function Section({ id, title, children }: SectionProps) {
  return (
    <section aria-labelledby={id} className="space-y-3 text-sm">
      <h2 id={id} className="font-semibold text-base">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** A command to type on the server. */
export function CommandLine({ children }: { children: string }) {
  return <code className="block break-all rounded-md bg-muted px-3 py-2 text-xs">{children}</code>;
}
