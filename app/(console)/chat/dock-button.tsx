import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";
import { keepKeyboard } from "./keep-keyboard";

interface DockButtonProps extends ComponentProps<"button"> {
  icon: LucideIcon;
  /** Where there is room it stands below the icon. */
  label: string;
  /** False: its place stays empty. */
  shown?: boolean;
  iconClassName?: string;
}

/** One of the dock's smaller controls. It is as large as its neighbours whatever its label is. */
export function DockButton({ icon: Icon, label, shown = true, iconClassName, className, ...props }: DockButtonProps) {
  return (
    <button
      type="button"
      onMouseDown={keepKeyboard}
      className={cn(
        "flex size-11 flex-col items-center justify-center gap-1 rounded-md bg-muted text-muted-foreground transition-colors hover:bg-hover hover:text-foreground sm:not-short:h-14 sm:not-short:w-18",
        !shown && "invisible",
        className,
      )}
      {...props}
    >
      <span className="grid size-5 place-items-center">
        <Icon aria-hidden className={cn("size-5", iconClassName)} />
      </span>
      <span className="sr-only whitespace-nowrap text-xs leading-4 sm:not-short:not-sr-only">{label}</span>
    </button>
  );
}
