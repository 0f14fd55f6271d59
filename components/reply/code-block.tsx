"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { ScrollRegion } from "./scroll-region";

interface CodeBlockProps {
  /** As the reply names it; empty: it does not. */
  language: string;
  text: string;
  children: ReactNode;
}

/** Code with its language and a button to copy it. */
export function CodeBlock({ language, text, children }: CodeBlockProps) {
  const t = useTranslations("reply");
  return (
    <figure className="min-w-0 rounded-md border bg-muted/50">
      <figcaption className="flex min-h-8 items-center justify-between border-b py-0.5 pr-1 pl-3 text-muted-foreground text-xs">
        <span>{language || t("code")}</span>
        <CopyButton text={text} label={t("copyCode")} />
      </figcaption>
      <ScrollRegion>
        <pre dir="ltr" className="w-fit px-3 py-2 font-mono text-[0.8125rem] leading-6 [overflow-wrap:normal]">
          <code>{children}</code>
        </pre>
      </ScrollRegion>
    </figure>
  );
}
