import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PeopleList } from "./people-list";
import { requireUserManager } from "./require-user-manager";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("users"))("title") };
}

export default async function UsersPage() {
  await requireUserManager();
  return <PeopleList />;
}
