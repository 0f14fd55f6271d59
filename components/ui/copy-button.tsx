"use client";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { Button } from "./button";
import { cn } from "./cn";

/** Browsers have a clipboard on secure pages only; the server, which renders first, has none. */
const hasClipboard = () => navigator.clipboard !== undefined;
const neverChanges = () => () => undefined;

/** Copies the text, as `label` says, beside it with `showsLabel`; the tick stays until the pointer or the focus leaves. */
export function CopyButton({ text, label, showsLabel }: { text: string; label: string; showsLabel?: boolean }) {
  const t = useTranslations("common");
  const [copied, setCopied] = useState(false);
  if (!useSyncExternalStore(neverChanges, hasClipboard, () => false)) return null;
  return (
    <Button
      variant="ghost"
      size={showsLabel ? "sm" : "icon-sm"}
      aria-label={copied ? t("copied") : label}
      title={copied ? t("copied") : label}
      onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
      onPointerLeave={() => setCopied(false)}
      onBlur={() => setCopied(false)}
      className={cn("text-muted-foreground", showsLabel ? "pointer-coarse:h-11" : "pointer-coarse:size-11")}
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      {showsLabel && label}
    </Button>
  );
}
