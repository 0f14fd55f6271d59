import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A placeholder for something that is loading; it appears only after 200 ms. */
export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return (
    <div data-slot="skeleton" aria-hidden className={cn("delayed-appear rounded-md bg-muted", className)} {...props} />
  );
}
