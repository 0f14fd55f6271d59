"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import type { ErrorCode } from "@/lib/errors";

/** Says what happened and what to do, with a code to quote. */
export function LoadFailed({ title, code, retry }: { title: string; code: ErrorCode; retry: () => void }) {
  const t = useTranslations();
  return (
    <div role="alert">
      <MessagePage icon={CircleAlert} title={title} body={t(`errors.${code}`)}>
        <Button onClick={retry}>{t("common.retry")}</Button>
        <code className="text-muted-foreground text-xs">{t("common.code", { code })}</code>
      </MessagePage>
    </div>
  );
}
