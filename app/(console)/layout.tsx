import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { logOutAction } from "@/app/(auth)/login/actions";
import { chooseLocale, chooseTheme } from "@/app/preferences";
import { ConsoleShell } from "@/components/shell/console-shell";
import { ServerData } from "@/components/shell/server-data";
import { privateCookie, siteOfHeaders } from "@/lib/auth/cookies";
import { readSettings } from "@/server/records/settings/read-settings";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

/** Every page behind the login. It guards pages only: actions and routes check for themselves. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await currentActor();
  if (!actor) {
    const { name } = privateCookie("session", siteOfHeaders(await headers()));
    redirect((await cookies()).has(name) ? "/login?notice=revoked" : "/login");
  }
  const { theme } = await readSettings(getRuntime().contextFor(actor));
  return (
    <ServerData key={actor.userId}>
      <ConsoleShell
        savedTheme={theme}
        username={actor.username}
        role={actor.role}
        actions={{ chooseLocale, chooseTheme, logout: logOutAction }}
      >
        {children}
      </ConsoleShell>
    </ServerData>
  );
}
