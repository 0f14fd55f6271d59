"use client";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { Button } from "./button";

/** Browsers have a clipboard on secure pages only; the server, which renders first, has none. */
const hasClipboard = () => navigator.clipboard !== undefined;
const neverChanges = () => () => undefined;

/** Copies the text, as `label` says; the tick stays until the pointer or the focus leaves. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useTranslations("common");
  const [copied, setCopied] = useState(false);
  if (!useSyncExternalStore(neverChanges, hasClipboard, () => false)) return null;
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={copied ? t("copied") : label}
      title={copied ? t("copied") : label}
      onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
      onPointerLeave={() => setCopied(false)}
      onBlur={() => setCopied(false)}
      className="text-muted-foreground pointer-coarse:size-11"
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </Button>
  );
}
