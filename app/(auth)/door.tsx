import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { chooseLocale } from "@/app/preferences";
import { BrandMark } from "@/components/shell/brand-mark";
import { LanguageSwitch } from "@/components/shell/language-switch";

/** The frame of the pages before the console: the product's name, `words` below it, and what is to be done. */
export async function Door({ words, children }: { words: ReactNode; children: ReactNode }) {
  const t = await getTranslations("app");
  return (
    <div className="flex min-h-dvh flex-col px-6 py-6">
      <header className="flex justify-end">
        <LanguageSwitch chooseLocale={chooseLocale} />
      </header>
      <main className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center gap-6 py-10">
        <div>
          <p className="flex items-center gap-2.5 font-semibold text-lg tracking-tight">
            <BrandMark className="size-6 text-primary" />
            {t("name")}
          </p>
          {words}
        </div>
        {children}
      </main>
    </div>
  );
}
