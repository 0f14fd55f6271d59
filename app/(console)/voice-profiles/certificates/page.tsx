import { ArrowLeft, ScrollText } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { MessagePage } from "@/components/shell/message-page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { listCertificates } from "@/server/records/consents/certificates";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { ReaderMoment } from "./reader-moment";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("voices.certificates"))("title") };
}

/** Every consent that the reader may see, also those to voices that have ended. */
export default async function CertificatesPage() {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  const [t, consent, certificates] = await Promise.all([
    getTranslations("voices.certificates"),
    getTranslations("voices.consent"),
    listCertificates(getRuntime().contextFor(actor)),
  ]);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-3xl px-4 pt-4 pb-16 md:px-8 md:pt-6">
        <Button asChild variant="ghost" className="-ml-3 mb-2 pointer-coarse:h-11">
          <Link href="/voice-profiles" prefetch={false}>
            <ArrowLeft aria-hidden />
            {t("back")}
          </Link>
        </Button>
        <h1 className="font-semibold text-lg">{t("title")}</h1>
        <p className="mt-1 mb-4 max-w-prose text-muted-foreground text-sm">{t("what")}</p>
        {certificates.length === 0 && <MessagePage icon={ScrollText} title={t("emptyTitle")} body={t("emptyBody")} />}
        <ul className="divide-y">
          {certificates.map((certificate) => (
            <li key={certificate.id}>
              <Link
                href={`/voice-profiles/certificates/${certificate.id}`}
                prefetch={false}
                className="grid gap-1 rounded-md px-2 py-3 hover:bg-hover"
              >
                <span className="flex flex-wrap items-center gap-2">
                  <span className="wrap-anywhere font-medium text-sm">{certificate.profile_name}</span>
                  <Badge>{t(`statuses.${certificate.status}`)}</Badge>
                  {certificate.method === "written" && <Badge>{consent("writtenBadge")}</Badge>}
                </span>
                <span className="break-words text-muted-foreground text-xs">
                  {t("by", { speaker: certificate.speaker_name, owner: certificate.owner })} ·{" "}
                  <ReaderMoment at={certificate.at} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
