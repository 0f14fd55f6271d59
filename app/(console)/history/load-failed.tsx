"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import type { ErrorCode } from "@/lib/errors";

/** Says what happened and what to do, with a code to quote. */
export function LoadFailed({ code, retry }: { code: ErrorCode; retry: () => void }) {
  const t = useTranslations();
  return (
    <div role="alert">
      <MessagePage icon={CircleAlert} title={t("history.loadFailed")} body={t(`errors.${code}`)}>
        <Button onClick={retry}>{t("common.retry")}</Button>
        <code className="text-muted-foreground text-xs">{t("common.code", { code })}</code>
      </MessagePage>
    </div>
  );
}
