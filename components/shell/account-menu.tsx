"use client";
import { CircleUser, Info, LogOut, MonitorSmartphone } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuLinkItem,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { Role } from "@/lib/auth/permissions";
import { languages } from "@/lib/languages";

export interface AccountActions {
  chooseLocale: (locale: string) => Promise<void>;
  chooseTheme: (theme: string) => Promise<void>;
  logout: () => Promise<void>;
}

interface AccountMenuProps extends AccountActions {
  username: string;
  role: Role;
}

/** Pages for everybody that are needed now and then. */
const places = [
  { href: "/account", label: "title", icon: CircleUser },
  { href: "/connect", label: "connect", icon: MonitorSmartphone },
  { href: "/about", label: "about", icon: Info },
] as const;

/** The account menu: who is logged in, language, theme, more pages, logout. */
export function AccountMenu({ username, role, chooseLocale, chooseTheme, logout }: AccountMenuProps) {
  const t = useTranslations("account");
  const languageName = useTranslations("languages");
  const roleName = useTranslations("roles");
  const locale = useLocale();
  const { theme = "system", setTheme } = useTheme();
  const [pending, startTransition] = useTransition();
  const themes = [
    ["light", t("themeLight")],
    ["dark", t("themeDark")],
    ["system", t("themeSystem")],
  ] as const;

  return (
    // A modal menu would hide the page from screen readers, and with it the focus that still stands there.
    <DropdownMenu modal={false}>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon"
          className="pointer-coarse:size-11"
          aria-label={t("menu", { name: username })}
          aria-busy={pending}
        >
          <span
            aria-hidden
            className="grid size-7 place-items-center rounded-full bg-primary-soft font-semibold text-primary text-xs uppercase"
          >
            {[...username][0]}
          </span>
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top" align="start">
        <div className="px-2 py-1.5">
          <p className="wrap-anywhere font-medium text-sm">{username}</p>
          <p className="text-muted-foreground text-xs">{roleName(role)}</p>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>{t("language")}</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={locale}
          onValueChange={(value) => startTransition(async () => chooseLocale(value))}
        >
          {languages.map((language) => (
            <DropdownMenuRadioItem key={language} value={language} lang={language}>
              {languageName(language)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>{t("theme")}</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={theme}
          onValueChange={(value) => {
            setTheme(value);
            startTransition(async () => chooseTheme(value));
          }}
        >
          {themes.map(([value, label]) => (
            <DropdownMenuRadioItem key={value} value={value}>
              {label}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        {places.map(({ href, label, icon: Icon }) => (
          <DropdownMenuLinkItem key={href}>
            <Link href={href} prefetch={false}>
              <Icon aria-hidden />
              {t(label)}
            </Link>
          </DropdownMenuLinkItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => startTransition(logout)}>
          <LogOut aria-hidden />
          {t("logout")}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
