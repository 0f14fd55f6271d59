"use client";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

/** Says why a link led nowhere. */
export function KeptPageNotice({ dismiss }: { dismiss: () => void }) {
  const t = useTranslations("nav.unreachable");
  return (
    <Alert
      tone="warning"
      role="alert"
      data-testid="page-kept"
      className="absolute inset-x-4 top-2 z-40 mx-auto max-w-[43rem] shadow-lg"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="min-w-0 flex-1 basis-40">{t("text")}</p>
        <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={dismiss}>
          {t("dismiss")}
        </Button>
      </div>
    </Alert>
  );
}
