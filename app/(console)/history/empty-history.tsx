import { MessageCircle } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";

/** What this page is for, and the way to its first entry. */
export function EmptyHistory() {
  const t = useTranslations("history");
  return (
    <MessagePage heading="h1" icon={MessageCircle} title={t("emptyTitle")} body={t("emptyBody")}>
      <Button asChild>
        <Link href="/chat">{t("emptyAction")}</Link>
      </Button>
    </MessagePage>
  );
}
