import { type ReactNode, useId } from "react";

/** A part of the page with its heading. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-10 space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id={id} className="font-semibold text-base">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** One of the boxes that stand side by side in a part of the page. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-md border bg-card p-4">
      <h3 id={id} className="font-medium text-sm">
        {title}
      </h3>
      <div className="mt-2">{children}</div>
    </section>
  );
}
