import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ServersRoom } from "./servers-room";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.servers"))("title") };
}

export default function ServersPage() {
  return <ServersRoom />;
}
