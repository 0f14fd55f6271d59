import { Globe } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { languages } from "@/lib/languages";

/** The languages as buttons of plain forms, for pages before the login: works without JavaScript. */
export function LanguageSwitch({ chooseLocale }: { chooseLocale: (locale: string) => Promise<void> }) {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="sr-only">{t("account.language")}</legend>
      <Globe aria-hidden className="mr-1 size-4 text-muted-foreground" />
      {languages.map((language) => (
        <form key={language} action={chooseLocale.bind(null, language)}>
          <button
            type="submit"
            lang={language}
            aria-pressed={language === locale}
            className={cn(
              "rounded-md px-2 py-1 text-muted-foreground text-sm transition-colors hover:bg-hover hover:text-foreground",
              language === locale && "font-medium text-foreground",
            )}
          >
            {t(`languages.${language}`)}
          </button>
        </form>
      ))}
    </fieldset>
  );
}
