import { Compass } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";

export default function NotFoundPage() {
  const t = useTranslations("errorPage");
  return (
    <main className="h-dvh">
      <MessagePage heading="h1" icon={Compass} title={t("notFoundTitle")} body={t("notFoundBody")}>
        <Button asChild>
          <Link href="/chat">{t("home")}</Link>
        </Button>
      </MessagePage>
    </main>
  );
}
