import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import ConsoleLayout from "@/app/(console)/layout";
import { chooseLocale } from "@/app/preferences";
import { BrandMark } from "@/components/shell/brand-mark";
import { LanguageSwitch } from "@/components/shell/language-switch";
import { currentActor } from "@/server/web/current-actor";

/** For everybody: in the console's frame for those who are logged in, in one of its own for all others. */
export default async function ConnectLayout({ children }: { children: ReactNode }) {
  if (await currentActor()) return <ConsoleLayout>{children}</ConsoleLayout>;
  const t = await getTranslations("app");
  return (
    <div className="min-h-dvh">
      <header className="mx-auto flex max-w-3xl items-center justify-between gap-4 px-4 pt-5 md:px-8">
        <p className="flex items-center gap-2.5 font-semibold tracking-tight">
          <BrandMark className="size-6 text-primary" />
          {t("name")}
        </p>
        <LanguageSwitch chooseLocale={chooseLocale} />
      </header>
      <main>{children}</main>
    </div>
  );
}
