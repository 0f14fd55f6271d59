import { Lock } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { MessagePage } from "./message-page";

/** What a page shows that this person may not see. */
export function ForbiddenMessage() {
  const t = useTranslations("errorPage");
  return (
    <MessagePage heading="h1" icon={Lock} title={t("forbiddenTitle")} body={t("forbiddenBody")}>
      <Button asChild>
        <Link href="/chat">{t("home")}</Link>
      </Button>
    </MessagePage>
  );
}
