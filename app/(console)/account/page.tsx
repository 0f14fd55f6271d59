import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { chooseLocale, chooseTheme } from "@/app/preferences";
import { readSettings } from "@/server/records/settings/read-settings";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { LoginsSection } from "./logins-section";
import { PasswordSection } from "./password-section";
import { SettingsSection } from "./settings-section";
import { TokensSection } from "./tokens-section";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

/** What belongs to the person who is logged in: password, logins, tokens, settings. */
export default async function AccountPage() {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  const [t, roleName, settings] = await Promise.all([
    getTranslations("account"),
    getTranslations("roles"),
    readSettings(getRuntime().contextFor(actor)),
  ]);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-3xl space-y-10 px-4 pt-4 pb-16 md:px-8 md:pt-6">
        <header>
          <h1 className="font-semibold text-lg tracking-tight">{t("title")}</h1>
          <p className="wrap-anywhere mt-1 text-muted-foreground text-sm">
            {actor.username} · {roleName(actor.role)}
          </p>
        </header>
        <PasswordSection username={actor.username} />
        <LoginsSection userId={actor.userId} name={null} />
        <TokensSection userId={actor.userId} name={null} />
        <SettingsSection chat={settings.chat ?? null} chooseLocale={chooseLocale} chooseTheme={chooseTheme} />
      </div>
    </div>
  );
}
