"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { privateCookie, siteOfHeaders } from "@/lib/auth/cookies";
import { errorCodeOf } from "@/lib/errors";
import { safeNextPath } from "@/lib/safe-path";
import { decodeLogin, loginLifetimeS } from "@/server/auth/login-cookie";
import { logIn, revokeLogin } from "@/server/auth/logins";
import { getRuntime } from "@/server/runtime";
import type { LoginResult } from "./login-form";

/**
 * For `useActionState` and a plain `<form action>` alike, with the fields `username`, `password` and `next`.
 * Sets the login cookie and goes to `next`; a refusal comes back as a code.
 */
export async function logInAction(_previous: LoginResult, form: FormData): Promise<LoginResult> {
  const runtime = getRuntime();
  const requestHeaders = await headers();
  const username = textField(form, "username");
  const address = requestHeaders.get("x-forwarded-for") ?? "unknown";
  try {
    const value = await logIn({ username, password: textField(form, "password"), address }, runtime);
    const { name, options } = privateCookie("session", siteOfHeaders(requestHeaders));
    (await cookies()).set(name, value, { ...options, maxAge: loginLifetimeS });
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === "internal") runtime.logger.error("login_failed", { error });
    return { code, username };
  }
  redirect(safeNextPath(form.get("next")));
}

/** Ends this login, copies of its cookie included, and goes to the login page. */
export async function logOutAction(): Promise<void> {
  const { authSecret, contextFor } = getRuntime();
  const store = await cookies();
  const { name, options } = privateCookie("session", siteOfHeaders(await headers()));
  const value = store.get(name)?.value;
  const login = value ? await decodeLogin(value, authSecret) : null;
  const { db, now } = contextFor({ kind: "system" });
  if (login) await revokeLogin(db, login.loginId, now());
  // A browser takes an order to forget a `__Host-` cookie only with the options that it was set with.
  store.set(name, "", { ...options, maxAge: 0 });
  redirect("/login?notice=loggedOut");
}

function textField(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
