"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { cn } from "@/components/ui/cn";

const rooms = ["assistant", "limits", "lexicon", "tags", "servers", "alerts"] as const;

export function RoomTabs() {
  const t = useTranslations("settings");
  const pathname = usePathname();
  const bar = useRef<HTMLElement>(null);
  // On phones the rooms are wider than the screen: the one that is open is in view.
  useEffect(() => {
    const current = bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (bar.current && current)
      bar.current.scrollLeft = current.offsetLeft + current.offsetWidth - bar.current.clientWidth;
  });
  return (
    <nav ref={bar} aria-label={t("rooms.label")} className="relative mt-3 mb-6 overflow-x-auto border-b">
      <ul className="flex gap-1">
        {rooms.map((room) => {
          const href = `/settings/${room}` as const;
          const isCurrent = pathname === href || pathname.startsWith(`${href}/`);
          return (
            <li key={room}>
              <Link
                href={href}
                prefetch={false}
                aria-current={isCurrent ? "page" : undefined}
                className={cn(
                  "-mb-px flex h-10 items-center whitespace-nowrap border-transparent border-b-2 px-3 text-muted-foreground text-sm hover:text-foreground pointer-coarse:h-11",
                  isCurrent && "border-primary font-medium text-foreground",
                )}
              >
                {t(`rooms.${room}`)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
