"use server";
import { cookies, headers } from "next/headers";
import { answeringAction } from "@/app/answering-action";
import { localeCookieName, siteOfHeaders } from "@/lib/auth/cookies";
import { languageSchema } from "@/lib/languages";
import { settingSchemas } from "@/lib/settings";
import { parseInput } from "@/server/access/parse";
import { saveSetting } from "@/server/records/settings/save-setting";
import { currentPerson } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

const oneYearS = 365 * 24 * 60 * 60;

/** Sets the interface language in this browser, and for the person where somebody is logged in. */
export const chooseLocale = answeringAction(async (value: string): Promise<void> => {
  const locale = parseInput(languageSchema, value);
  const cookieStore = await cookies();
  const name = localeCookieName(siteOfHeaders(await headers()));
  cookieStore.set(name, locale, { maxAge: oneYearS, sameSite: "lax", path: "/", httpOnly: true });
  // Somebody who must choose a password first may choose in which language to be told so.
  const person = await currentPerson();
  if (person) await saveSetting(getRuntime().contextFor(person.actor), { key: "locale", value: locale });
});

/** Stores the person's theme; the browser has applied it already. */
export const chooseTheme = answeringAction(async (value: string): Promise<void> => {
  const theme = parseInput(settingSchemas.theme, value);
  const person = await currentPerson();
  if (person) await saveSetting(getRuntime().contextFor(person.actor), { key: "theme", value: theme });
});
