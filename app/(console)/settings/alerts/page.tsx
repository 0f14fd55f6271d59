import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AlertsRoom } from "./alerts-room";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alerts"))("title") };
}

export default function AlertsPage() {
  return <AlertsRoom />;
}
