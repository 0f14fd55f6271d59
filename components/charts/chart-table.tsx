"use client";
import Link from "next/link";
import { useId, useState } from "react";
import type { ChartLine } from "./chart-line";

/** Whoever has no mouse scrolls it by keyboard, so it takes the focus. */
const reachable = { tabIndex: 0 } as const;

interface ChartTableProps {
  caption: string;
  steps: readonly number[];
  lines: readonly ChartLine[];
  say: (value: number) => string;
  sayTime: (at: number) => string;
  labels: { table: string; time: string };
  hrefOf?: ((at: number) => string) | undefined;
}

/** The numbers of a chart, newest first, for whoever can't see or point at it. Steps without a number are left out. */
export function ChartTable({ caption, steps, lines, say, sayTime, labels, hrefOf }: ChartTableProps) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const found = steps.filter((at) => lines.some(({ values }) => values.has(at))).toReversed();
  return (
    <details className="mt-2 text-xs" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary id={`${id}-summary`} className="w-fit text-muted-foreground hover:text-foreground pointer-coarse:py-3">
        {labels.table}
      </summary>
      {isOpen && (
        <section {...reachable} className="mt-1 max-h-56 overflow-auto" aria-labelledby={`${id}-caption ${id}-summary`}>
          <table className="w-full">
            <caption id={`${id}-caption`} className="sr-only">
              {caption}
            </caption>
            <thead className="text-left text-muted-foreground">
              <tr>
                <th scope="col" className="py-1 pr-3 font-medium">
                  {labels.time}
                </th>
                {lines.map(({ key, label }) => (
                  <th key={key} scope="col" className="py-1 pr-3 font-medium">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y">
              {found.map((at) => (
                <tr key={at}>
                  <th scope="row" className="whitespace-nowrap py-1 pr-3 text-left font-normal">
                    {hrefOf ? (
                      <Link
                        href={hrefOf(at)}
                        prefetch={false}
                        className="text-primary underline-offset-4 hover:underline"
                      >
                        {sayTime(at)}
                      </Link>
                    ) : (
                      sayTime(at)
                    )}
                  </th>
                  {lines.map(({ key, values }) => {
                    const value = values.get(at);
                    return (
                      <td key={key} className="whitespace-nowrap py-1 pr-3">
                        {value === undefined ? "–" : say(value)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
