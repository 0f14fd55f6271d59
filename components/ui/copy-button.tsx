"use client";
import { Check, Copy, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { Button } from "./button";
import { cn } from "./cn";

/** Browsers have a clipboard on secure pages only; the server, which renders first, has none. */
const hasClipboard = () => navigator.clipboard !== undefined;
const neverChanges = () => () => undefined;

interface CopyButtonProps {
  /** The text, or what fetches it. */
  text: string | (() => string | Promise<string>);
  label: string;
  showsLabel?: boolean;
  className?: string;
}

/** Copies the text, as `label` says, beside it with `showsLabel`; the tick stays until the pointer or the focus leaves. */
export function CopyButton({ text, label, showsLabel = false, className }: CopyButtonProps) {
  const t = useTranslations("common");
  const [outcome, setOutcome] = useState<"copied" | "copyFailed" | null>(null);
  if (!useSyncExternalStore(neverChanges, hasClipboard, () => false)) return null;
  const said = outcome === null ? label : t(outcome);
  const copy = async () => {
    const value = typeof text === "string" ? text : text();
    await (typeof value === "string" ? navigator.clipboard.writeText(value) : writeLater(value)).then(
      () => setOutcome("copied"),
      () => setOutcome("copyFailed"),
    );
  };
  return (
    <Button
      variant="ghost"
      size={showsLabel ? "sm" : "icon-sm"}
      aria-label={said}
      title={said}
      onClick={() => void copy()}
      onPointerLeave={() => setOutcome(null)}
      onBlur={() => setOutcome(null)}
      className={cn("text-muted-foreground", showsLabel ? "pointer-coarse:h-11" : "pointer-coarse:size-11", className)}
    >
      {outcome === null && <Copy aria-hidden />}
      {outcome === "copied" && <Check aria-hidden />}
      {outcome === "copyFailed" && <X aria-hidden className="text-danger" />}
      {showsLabel && label}
    </Button>
  );
}

/** Safari lets a page write only within the gesture: it is given the promise instead of its text. */
function writeLater(text: Promise<string>): Promise<void> {
  const blob = text.then((value) => new Blob([value], { type: "text/plain" }));
  return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
}
