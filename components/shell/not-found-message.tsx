import { Compass } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { MessagePage } from "./message-page";

/** There is no such page, or what it was about is gone. */
export function NotFoundMessage() {
  const t = useTranslations("errorPage");
  return (
    <MessagePage heading="h1" icon={Compass} title={t("notFoundTitle")} body={t("notFoundBody")}>
      <Button asChild>
        <Link href="/chat">{t("home")}</Link>
      </Button>
    </MessagePage>
  );
}
