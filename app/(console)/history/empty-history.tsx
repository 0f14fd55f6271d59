import { MessageCircle } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";

/** Says what this page is for, and links to the chat for a first entry. */
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
