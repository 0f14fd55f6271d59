import type { ReactNode } from "react";

/** The key that does the same; touch screens have none. */
export function KeyHint({ children }: { children: ReactNode }) {
  return (
    <kbd aria-hidden className="ml-auto rounded-sm border px-1 font-sans text-xs opacity-70 pointer-coarse:hidden">
      {children}
    </kbd>
  );
}
