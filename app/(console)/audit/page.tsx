import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requireRight } from "@/app/audit-refusal";
import { listUsers } from "@/server/records/users/list-users";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { AuditView } from "./audit-view";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

/** Who did what to what, when and from where; for administrators. */
export default async function AuditPage() {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  await requireRight(actor, "audit:read");
  const users = await listUsers(getRuntime().contextFor(actor));
  return <AuditView people={users.map(({ userId, username }) => ({ id: userId, name: username }))} />;
}
