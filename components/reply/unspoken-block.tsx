"use client";
import { useTranslations } from "next-intl";
import type { UnspokenKind } from "@/lib/markdown/unspoken-parts";

/** What a model thought before its answer, or a tool that it called: folded away, and never spoken. */
export function UnspokenBlock({ kind, text }: { kind: UnspokenKind; text: string }) {
  const t = useTranslations("reply");
  const words = text.replace(/<\/?[\w:=.-]{1,64}>|\[\/?(?:THINK|TOOL_CALLS)\]|<\|[a-z_]{2,24}\|>/giu, "").trim();
  if (words === "") return null;
  return (
    <details className="rounded-md border px-3 py-1.5 text-muted-foreground text-sm">
      <summary className="cursor-pointer">{t(kind)}</summary>
      <p className="mt-1 whitespace-pre-wrap">{words}</p>
    </details>
  );
}
