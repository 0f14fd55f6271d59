import { cva, type VariantProps } from "class-variance-authority";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const alertVariants = cva(
  "flex gap-3 rounded-md px-4 py-3 text-sm [&>svg]:mt-[0.2em] [&>svg]:size-4 [&>svg]:shrink-0",
  {
    variants: {
      tone: {
        info: "bg-muted text-foreground [&>svg]:text-muted-foreground",
        warning: "bg-warning-soft text-foreground [&>svg]:text-warning",
        danger: "bg-danger-soft text-foreground [&>svg]:text-danger",
      },
    },
    defaultVariants: { tone: "info" },
  },
);

const icons = { info: Info, warning: TriangleAlert, danger: CircleAlert };

/** A message in the page. Give it `role="alert"` when it appears after an action. */
export function Alert({
  className,
  tone,
  children,
  ...props
}: ComponentProps<"div"> & VariantProps<typeof alertVariants>) {
  const Icon = icons[tone ?? "info"];
  return (
    <div data-slot="alert" className={cn(alertVariants({ tone }), className)} {...props}>
      <Icon aria-hidden />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
