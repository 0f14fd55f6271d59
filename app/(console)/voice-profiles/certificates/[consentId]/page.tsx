import { ArrowLeft, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";
import { errorCodeOf } from "@/lib/errors";
import { languages } from "@/lib/languages";
import type { CertificateView } from "@/lib/voice-profiles/views";
import { findCertificate } from "@/server/records/consents/certificates";
import type { RecordsContext } from "@/server/records/context";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { PrintButton } from "../../../print-button";
import { Certificate } from "./certificate";

interface CertificatePageProps {
  params: Promise<{ consentId: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("voices.certificate"))("title") };
}

/** The lasting record of one consent, in both languages, to look at and to print. */
export default async function CertificatePage({ params }: CertificatePageProps) {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  const certificate = await find(getRuntime().contextFor(actor), (await params).consentId);
  const t = await getTranslations("voices.certificate");
  const locale = await getLocale();
  const other = languages.find((language) => language !== locale) ?? locale;
  return (
    <div className="h-full overflow-y-auto print:h-auto print:overflow-visible">
      <div className="mx-auto max-w-3xl px-4 pt-4 pb-16 md:px-8 md:pt-6 print:max-w-none print:p-0">
        <nav aria-label={t("actions")} className="mb-4 flex flex-wrap items-center gap-2 print:hidden">
          <Button asChild variant="ghost" className="-ml-3 pointer-coarse:h-11">
            <Link href="/voice-profiles/certificates" prefetch={false}>
              <ArrowLeft aria-hidden />
              {t("all")}
            </Link>
          </Button>
          <span className="ml-auto flex flex-wrap gap-2">
            {certificate.evidence_url && (
              <Button asChild variant="outline" className="pointer-coarse:h-11">
                <a href={certificate.evidence_url} download>
                  <Download aria-hidden />
                  {t("document")}
                </a>
              </Button>
            )}
            <PrintButton label={t("print")} />
          </span>
        </nav>
        <Certificate certificate={certificate} other={other} />
      </div>
    </div>
  );
}

async function find(ctx: RecordsContext, consentId: string): Promise<CertificateView> {
  try {
    return await findCertificate(ctx, { consentId });
  } catch (error) {
    if (errorCodeOf(error) === "not_found") notFound();
    throw error;
  }
}
