"use client";
import { X } from "lucide-react";
import { Dialog as DialogPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { Button } from "./button";
import { cn } from "./cn";

export const Dialog = DialogPrimitive.Root;

interface DialogContentProps extends ComponentProps<typeof DialogPrimitive.Content> {
  /** Accessible name of the close button. */
  closeLabel: string;
}

export function DialogContent({ className, children, closeLabel, ...props }: DialogContentProps) {
  return (
    <DialogPrimitive.Portal>
      <DialogPrimitive.Overlay className="data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 fixed inset-0 z-50 bg-black/40 duration-120 data-[state=closed]:animate-out data-[state=open]:animate-in" />
      <DialogPrimitive.Content
        data-slot="dialog-content"
        className={cn(
          "data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 fixed z-50 grid content-start gap-4 overflow-y-auto border bg-popover p-6 shadow-lg duration-120 data-[state=closed]:animate-out data-[state=open]:animate-in",
          "top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 rounded-md",
          className,
        )}
        {...props}
      >
        {children}
        <CloseButton label={closeLabel} />
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}

interface DialogPanelProps extends ComponentProps<typeof DialogPrimitive.Content> {
  title: string;
  /** Accessible name of the close button. */
  closeLabel: string;
}

/**
 * A panel in the place where it stands in the page, for a `Dialog` that is not modal: on small screens it covers the
 * nearest positioned element, on wide ones it is a column beside its siblings. The page can be used meanwhile.
 */
export function DialogPanel({ className, children, title, closeLabel, ...props }: DialogPanelProps) {
  return (
    <DialogPrimitive.Content
      data-slot="dialog-panel"
      onInteractOutside={(event) => event.preventDefault()}
      className={cn(
        "absolute inset-0 z-30 grid content-start gap-4 overflow-y-auto overscroll-contain bg-popover px-6 pb-6 sm:left-auto sm:w-96 sm:border-l lg:static lg:shrink-0",
        className,
      )}
      {...props}
    >
      <div className="sticky top-0 z-10 -mx-6 flex items-center border-b bg-popover px-6 py-3">
        <DialogTitle>{title}</DialogTitle>
        <CloseButton label={closeLabel} />
      </div>
      {children}
    </DialogPrimitive.Content>
  );
}

function CloseButton({ label }: { label: string }) {
  return (
    <DialogPrimitive.Close asChild>
      <Button
        variant="ghost"
        size="icon-sm"
        className="absolute top-3 right-3 pointer-coarse:size-11"
        aria-label={label}
      >
        <X aria-hidden />
      </Button>
    </DialogPrimitive.Close>
  );
}

export function DialogTitle({ className, ...props }: ComponentProps<typeof DialogPrimitive.Title>) {
  return <DialogPrimitive.Title className={cn("pr-8 font-semibold text-base", className)} {...props} />;
}

export function DialogDescription({ className, ...props }: ComponentProps<typeof DialogPrimitive.Description>) {
  return <DialogPrimitive.Description className={cn("text-muted-foreground text-sm", className)} {...props} />;
}
