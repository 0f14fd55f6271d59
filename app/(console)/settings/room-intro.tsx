import type { ReactNode } from "react";

interface RoomIntroProps {
  title: string;
  what: string;
  /** What can be done with the whole. */
  children?: ReactNode;
}

/** The head of a room: what it is for. */
export function RoomIntro({ title, what, children }: RoomIntroProps) {
  return (
    <header className="mb-4 flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="font-semibold text-base">{title}</h2>
        <p className="mt-1 max-w-prose text-muted-foreground text-sm">{what}</p>
      </div>
      {children && <div className="flex flex-wrap gap-2">{children}</div>}
    </header>
  );
}
