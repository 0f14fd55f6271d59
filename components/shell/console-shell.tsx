"use client";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { type ReactNode, useEffect } from "react";
import type { Role } from "@/lib/auth/permissions";
import type { Settings } from "@/lib/settings";
import { type AccountActions, AccountMenu } from "./account-menu";
import { KeptPageNotice } from "./kept-page-notice";
import { MainNavigation } from "./main-navigation";
import { SystemStateButton } from "./system-state";
import { useHealth } from "./use-health";
import { useKeptPage } from "./use-kept-page";

interface ConsoleShellProps {
  /** The person's stored theme; undefined leaves this browser's own. */
  savedTheme: Settings["theme"];
  username: string;
  role: Role;
  actions: AccountActions;
  children: ReactNode;
}

/**
 * The frame of every page behind the login: a rail at the left on wide and on low screens, a bar at the bottom on phones,
 * where it makes room while somebody types.
 */
export function ConsoleShell({ savedTheme, username, role, actions, children }: ConsoleShellProps) {
  const t = useTranslations("nav");
  const { setTheme } = useTheme();
  useEffect(() => {
    if (savedTheme) setTheme(savedTheme);
  }, [savedTheme, setTheme]);
  const { state } = useHealth();
  const { kept, forget, followLink } = useKeptPage(state === "unreachable");
  return (
    <div onClickCapture={followLink} className="group/shell flex h-dvh flex-col rail:flex-row print:block print:h-auto">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-primary px-4 py-2 text-primary-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <header className="order-last flex print:hidden shrink-0 items-center border-t bg-card px-2 not-rail:max-[22rem]:px-0 pb-[env(safe-area-inset-bottom)] not-rail:group-has-[[data-composer]:focus-within]/shell:hidden rail:order-none rail:w-16 rail:flex-col rail:border-t-0 rail:border-r rail:bg-transparent rail:px-0 rail:py-3 rail:short:py-1">
        <MainNavigation role={role} />
        <div className="flex items-center gap-1 rail:flex-col not-rail:max-[22rem]:gap-0">
          <SystemStateButton />
          <AccountMenu username={username} role={role} {...actions} />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="relative min-h-0 min-w-0 flex-1 outline-none">
        {kept && <KeptPageNotice dismiss={forget} />}
        {children}
      </main>
    </div>
  );
}
