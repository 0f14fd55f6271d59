import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ServerData } from "@/components/shell/server-data";
import { privateCookie, siteOfHeaders } from "@/lib/auth/cookies";
import type { LoginEnd } from "@/lib/auth/login-end";
import { errorCodeList } from "@/lib/errors";
import { decodeLogin } from "@/server/access/login-cookie";
import { whyLoginEnded } from "@/server/records/logins/why-login-ended";
import { isFirstRun } from "@/server/records/sessions/is-first-run";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { Door } from "../door";
import { logInAction } from "./actions";
import { LoginForm } from "./login-form";
import { ModelsOnTheirWay } from "./models-on-their-way";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("login"))("title") };
}

interface LoginPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const [parameters, actor, t] = await Promise.all([searchParams, currentActor(), getTranslations()]);
  if (actor) redirect("/chat");
  const { next, error, notice } = parameters;
  const firstRun = await isFirstRun(getRuntime().contextFor({ kind: "system", job: "login" }));
  return (
    <Door words={<p className="mt-2 text-balance text-muted-foreground text-sm">{t("app.tagline")}</p>}>
      <h1 className="sr-only">{t("login.title")}</h1>
      <LoginForm
        action={logInAction}
        next={typeof next === "string" ? next : undefined}
        notice={await wordsOf(notice)}
        initialCode={errorCodeList.find((code) => code === error)}
      />
      {firstRun && <p className="text-muted-foreground text-sm">{t("login.firstRun")}</p>}
      <ServerData>
        <ModelsOnTheirWay />
      </ServerData>
    </Door>
  );
}

/** Why the person is here again. */
async function wordsOf(notice: unknown): Promise<string | undefined> {
  const t = await getTranslations("login");
  if (notice === "loggedOut") return t("loggedOut");
  if (notice !== "revoked") return undefined;
  const end = await endOfLogin();
  return end === null ? t("revoked") : t(`ended.${end}`);
}

/** How the login ended whose cookie this browser still has; a stranger has none, and learns nothing. */
async function endOfLogin(): Promise<LoginEnd | null> {
  const { authSecret, contextFor } = getRuntime();
  const { name } = privateCookie("session", siteOfHeaders(await headers()));
  const claims = await decodeLogin((await cookies()).get(name)?.value ?? "", authSecret);
  return claims && whyLoginEnded(contextFor({ kind: "system", job: "login" }), claims);
}
