"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { answeringAction, answerWithStatusOf } from "@/app/answering-action";
import { privateCookie, siteOfHeaders } from "@/lib/auth/cookies";
import { AppError, type ErrorCode, errorCodeOf } from "@/lib/errors";
import { safeNextPath } from "@/lib/safe-path";
import { decodeLogin } from "@/server/access/login-cookie";
import { logIn, logOut, renewLogin } from "@/server/access/logins";
import { parseInput } from "@/server/access/parse";
import { getRuntime } from "@/server/web/runtime";
import type { LoginResult } from "./login-form";

/**
 * For `useActionState` and a plain `<form action>` alike, with the fields `username`, `password` and `next`.
 * Sets the login cookie and goes to `next`; a refusal comes back as a code.
 */
export const logInAction = answeringAction(async (_previous: LoginResult, form: FormData): Promise<LoginResult> => {
  if (!(form instanceof FormData)) throw new AppError("invalid_input", "The form is missing.");
  const runtime = getRuntime();
  const username = textField(form, "username");
  try {
    const { setValue, address, userAgent } = await loginOfRequest();
    const attempt = { username, password: textField(form, "password"), address, userAgent };
    const value = await logIn(attempt, runtime);
    setValue(value, runtime.loginLifetimeS);
  } catch (error) {
    return { code: reportedCode(error), username, waitS: (error as Partial<AppError> | null)?.retryAfterS ?? null };
  }
  redirect(safeNextPath(form.get("next")));
});

/**
 * Prolongs this login for a person who enters its password again. Null when that is done, else the code of what is
 * wrong.
 */
export const renewLoginAction = answeringAction(async (input: unknown): Promise<ErrorCode | null> => {
  const runtime = getRuntime();
  try {
    const password = parseInput(passwordInput, input);
    const { cookieValue, setValue, address } = await loginOfRequest();
    setValue(await renewLogin({ cookieValue, password, address }, runtime), runtime.loginLifetimeS);
    return null;
  } catch (error) {
    return reportedCode(error);
  }
});

/** Ends this login, also for copies of its cookie, and goes to the login page. */
export const logOutAction = answeringAction(async (): Promise<void> => {
  const runtime = getRuntime();
  const { cookieValue, setValue, address } = await loginOfRequest();
  const login = await decodeLogin(cookieValue, runtime.authSecret);
  if (login) await logOut(login, address, runtime);
  setValue("", 0);
  redirect("/login?notice=loggedOut");
});

/** No real password is longer; the limit bounds the work of hashing. */
const passwordInput = z.string().max(1_024);

/** The request's login cookie (empty when there is none), the client's address, and a function that sets the cookie. */
async function loginOfRequest() {
  const [store, requestHeaders] = await Promise.all([cookies(), headers()]);
  // Deleting needs the options too: a browser deletes a `__Host-` cookie only with the options with which it was set.
  const { name, options } = privateCookie("session", siteOfHeaders(requestHeaders));
  return {
    cookieValue: store.get(name)?.value ?? "",
    address: requestHeaders.get("x-forwarded-for") ?? "unknown",
    userAgent: requestHeaders.get("user-agent"),
    setValue: (value: string, maxAgeS: number) => void store.set(name, value, { ...options, maxAge: maxAgeS }),
  };
}

/** The error's code for the page; the response gets the error's status. */
function reportedCode(error: unknown): ErrorCode {
  const code = errorCodeOf(error);
  answerWithStatusOf(error);
  if (code === "internal") getRuntime().logger.error("login_failed", { error });
  return code;
}

function textField(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
