import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { localeCookieName, siteOfHeaders } from "../lib/auth/cookies";
import { type Language, languageSchema } from "../lib/languages";
import { readSettings } from "../server/records/settings/read-settings";
import { currentPerson } from "../server/web/current-actor";
import { getRuntime } from "../server/web/runtime";
import { resolveLocale } from "./locale";

/**
 * Language of one request; there is no language in the URL, so a link works for everybody. A page may ask for another one:
 * a certificate has both.
 */
export default getRequestConfig(async ({ locale: asked }) => {
  const [cookieStore, requestHeaders] = await Promise.all([cookies(), headers()]);
  const locale =
    languageSchema.safeParse(asked).data ??
    resolveLocale({
      saved: await savedLocale(),
      cookie: cookieStore.get(localeCookieName(siteOfHeaders(requestHeaders)))?.value,
      acceptLanguage: requestHeaders.get("accept-language"),
    });
  const messages = (await import(`../messages/${locale}.json`)).default;
  return { locale, messages, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
});

/** What the person who is logged in chose, on whatever machine that was. */
async function savedLocale(): Promise<Language | undefined> {
  const person = await currentPerson();
  return person ? (await readSettings(getRuntime().contextFor(person.actor))).locale : undefined;
}
