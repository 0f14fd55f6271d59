"use client";
import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";

/** A secret that nobody can read again, to be copied now. */
export function ShownOnce({ secret, words }: { secret: string; words: string }) {
  const t = useTranslations("users");
  return (
    <div role="status" className="grid gap-2">
      <p className="text-sm">{words}</p>
      <p className="flex items-center gap-1 rounded-md bg-muted py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 select-all break-all text-sm" data-secret>
          {secret}
        </code>
        <CopyButton text={secret} label={t("copy")} />
      </p>
    </div>
  );
}
