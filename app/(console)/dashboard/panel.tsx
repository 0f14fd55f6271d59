import { type ReactNode, useId } from "react";

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
