import type { ComponentProps } from "react";
import { cn } from "./cn";

/** The place of something that is loading; shows itself only after 200 ms. */
export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return (
    <div data-slot="skeleton" aria-hidden className={cn("delayed-appear rounded-md bg-muted", className)} {...props} />
  );
}
