import { Lock } from "lucide-react";
import { headers } from "next/headers";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import { auditRefusedPage } from "./audit-refusal";

/** A page that the person may not see; that they asked for it is recorded. */
export default async function ForbiddenPage() {
  await auditRefusedPage((await headers()).get("x-pathname") ?? "");
  const t = await getTranslations("errorPage");
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
