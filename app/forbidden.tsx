import { Lock } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";

export default function ForbiddenPage() {
  const t = useTranslations("errorPage");
  return (
    <main className="h-dvh">
      <MessagePage heading="h1" icon={Lock} title={t("forbiddenTitle")} body={t("forbiddenBody")}>
        <Button asChild>
          <Link href="/chat">{t("home")}</Link>
        </Button>
      </MessagePage>
    </main>
  );
}
