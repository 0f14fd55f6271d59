import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { chooseLocale, localeCookie } from "./locale";

/** Language of one request; there is no language in the URL, so a link works for everybody. */
export default getRequestConfig(async () => {
  const [cookieStore, requestHeaders] = await Promise.all([cookies(), headers()]);
  const locale = chooseLocale({
    saved: undefined,
    cookie: cookieStore.get(localeCookie)?.value,
    acceptLanguage: requestHeaders.get("accept-language"),
  });
  const messages = (await import(`../messages/${locale}.json`)).default;
  return { locale, messages, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
});
