"use client";
import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLinkItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { can, type Role } from "@/lib/auth/permissions";
import { beyondTheBar, isCurrentPage, navigationFor } from "./navigation";
import { useOpenAlerts } from "./use-open-alerts";

const placeClass = "not-rail:min-w-0 not-rail:max-w-16 not-rail:flex-1";
const linkClass =
  "flex h-14 w-full flex-col items-center justify-center gap-1 rounded-md text-center text-muted-foreground text-xs leading-none transition-colors not-rail:max-[26rem]:text-[0.625rem] not-rail:short:h-11 hover:text-foreground rail:mx-1 rail:w-14 rail:short:h-12";
const currentClass = "font-medium text-primary hover:text-primary rail:bg-primary-soft";

/** The pages of a role: all of them in the rail; in a phone's bar the first ones, and a menu with the others. */
export function MainNavigation({ role }: { role: Role }) {
  const t = useTranslations("nav");
  const pathname = usePathname();
  const pages = navigationFor(role);
  const more = beyondTheBar(pages);
  const openAlerts = useOpenAlerts(can(role, "metrics:read"));
  const isInMenu = more.some((page) => isCurrentPage(page, pathname));
  return (
    <nav
      aria-label={t("label")}
      className="min-w-0 flex-1 rail:min-h-0 rail:overflow-y-auto rail:overflow-x-hidden rail:[scrollbar-width:none]"
    >
      <ul className="flex rail:flex-col rail:gap-1">
        {pages.map((page, index) => {
          const isCurrent = isCurrentPage(page, pathname);
          const beginsHouse = page.isHouse === true && pages[index - 1]?.isHouse !== true;
          return (
            <li
              key={page.href}
              className={cn(
                placeClass,
                more.includes(page) && "not-rail:hidden",
                beginsHouse && "rail:mt-1 rail:border-t rail:pt-2",
              )}
            >
              <Link
                href={page.href}
                aria-current={isCurrent ? "page" : undefined}
                className={cn(linkClass, isCurrent && currentClass)}
              >
                <span className="relative">
                  <page.icon aria-hidden className="size-5" />
                  {page.href === "/dashboard" && openAlerts > 0 && (
                    <span
                      aria-hidden
                      className="absolute -top-1.5 left-3 min-w-4 rounded-full bg-danger px-1 py-0.5 text-center font-medium text-[0.625rem] text-background tabular-nums leading-none"
                    >
                      {openAlerts}
                    </span>
                  )}
                </span>
                <span className="not-rail:short:sr-only">{t(page.label)}</span>
                {page.href === "/dashboard" && openAlerts > 0 && (
                  <span className="sr-only">{t("openAlerts", { count: openAlerts })}</span>
                )}
              </Link>
            </li>
          );
        })}
        {more.length > 0 && (
          <li className={cn(placeClass, "rail:hidden")}>
            <DropdownMenu modal={false}>
              <DropdownMenuTrigger className={cn(linkClass, isInMenu && currentClass)}>
                <Ellipsis aria-hidden className="size-5" />
                <span className="not-rail:short:sr-only">{t("more")}</span>
              </DropdownMenuTrigger>
              <DropdownMenuContent side="top" align="end">
                {more.map((page) => (
                  <DropdownMenuLinkItem key={page.href}>
                    <Link href={page.href} aria-current={isCurrentPage(page, pathname) ? "page" : undefined}>
                      <page.icon aria-hidden />
                      {t(page.label)}
                    </Link>
                  </DropdownMenuLinkItem>
                ))}
              </DropdownMenuContent>
            </DropdownMenu>
          </li>
        )}
      </ul>
    </nav>
  );
}
