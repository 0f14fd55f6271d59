"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { MessagePage } from "./message-page";

export interface ErrorPageProps {
  /** Next gives an error of the server a `digest`, which is also in the server's log. */
  error: Error & { digest?: string };
  reset: () => void;
}

export function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations();
  return (
    <MessagePage heading="h1" icon={CircleAlert} title={t("errorPage.title")} body={t("errorPage.body")}>
      <Button onClick={reset}>{t("common.retry")}</Button>
      <code className="text-muted-foreground text-xs">{t("common.code", { code: error.digest ?? "browser" })}</code>
    </MessagePage>
  );
}
