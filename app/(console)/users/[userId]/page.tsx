import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requireUserManager } from "../require-user-manager";
import { PersonPage } from "./person-page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("users"))("person") };
}

export default async function UserPage({ params }: { params: Promise<{ userId: string }> }) {
  const actor = await requireUserManager();
  const { userId } = await params;
  if (!/^[1-9]\d{0,14}$/.test(userId)) notFound();
  return <PersonPage userId={Number(userId)} isSelf={actor.userId === Number(userId)} />;
}
