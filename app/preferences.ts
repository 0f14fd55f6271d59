"use server";
import { cookies, headers } from "next/headers";
import { localeCookieName, siteOfHeaders } from "@/lib/auth/cookies";
import { languageSchema } from "@/lib/languages";
import { settingSchemas } from "@/lib/settings";
import { currentActor } from "@/server/auth/current-actor";
import { getRuntime } from "@/server/runtime";
import { saveSetting } from "@/server/services/settings/save-setting";

const oneYearS = 365 * 24 * 60 * 60;

/** Sets the interface language in this browser, and for the person where somebody is logged in. */
export async function chooseLocale(value: string): Promise<void> {
  const locale = languageSchema.parse(value);
  const cookieStore = await cookies();
  const name = localeCookieName(siteOfHeaders(await headers()));
  cookieStore.set(name, locale, { maxAge: oneYearS, sameSite: "lax", path: "/", httpOnly: true });
  const actor = await currentActor();
  if (actor) await saveSetting(getRuntime().contextFor(actor), { key: "locale", value: locale });
}

/** Keeps the person's theme; the browser has applied it already. */
export async function chooseTheme(value: string): Promise<void> {
  const theme = settingSchemas.theme.parse(value);
  const actor = await currentActor();
  if (actor) await saveSetting(getRuntime().contextFor(actor), { key: "theme", value: theme });
}
