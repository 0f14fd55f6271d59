import { redirect } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { requireRight } from "@/app/audit-refusal";
import { currentActor } from "@/server/web/current-actor";
import { RoomTabs } from "./room-tabs";

/** What the house decides for everybody, a room for each thing. It guards pages only: actions check for themselves. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  await requireRight(actor, "settings:manage_house");
  return <Rooms>{children}</Rooms>;
}

function Rooms({ children }: { children: ReactNode }) {
  const t = useTranslations("settings");
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-4xl px-4 pt-4 pb-16 md:px-8 md:pt-6">
        <h1 className="font-semibold text-lg tracking-tight">{t("title")}</h1>
        <RoomTabs />
        {children}
      </div>
    </div>
  );
}
