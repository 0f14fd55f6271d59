import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface MessagePageProps {
  icon: LucideIcon;
  title: string;
  /** `h1` when this message is the whole page. */
  heading?: "h1" | "h2" | "h3";
  body: string;
  /** What to do next. */
  children?: ReactNode;
}

/** A page or a pane that shows only a message: empty, not found, failed. */
export function MessagePage({ icon: Icon, title, heading: Heading = "h2", body, children }: MessagePageProps) {
  return (
    <div className="flex h-full min-h-80 flex-col items-center justify-center px-6 py-10 text-center">
      <Icon aria-hidden className="mb-4 size-8 stroke-[1.5] text-muted-foreground" />
      <Heading className="text-balance font-semibold text-base">{title}</Heading>
      <p className="mt-1.5 max-w-sm text-balance text-muted-foreground text-sm">{body}</p>
      {children && <div className="mt-6 flex flex-col items-center gap-3">{children}</div>}
    </div>
  );
}
