"use client";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";

/** Copies the text; the tick stays until the pointer or the focus leaves. */
export function CopyButton({ text }: { text: string }) {
  const t = useTranslations("chat.turn");
  const [copied, setCopied] = useState(false);
  // Browsers have a clipboard on secure pages only.
  if (typeof navigator === "undefined" || !navigator.clipboard) return null;
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={copied ? t("copied") : t("copy")}
      title={copied ? t("copied") : t("copy")}
      onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
      onPointerLeave={() => setCopied(false)}
      onBlur={() => setCopied(false)}
      className="text-muted-foreground pointer-coarse:size-11"
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </Button>
  );
}
