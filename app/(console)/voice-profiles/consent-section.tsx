"use client";
import { ScrollText } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { ProfileDetail } from "@/lib/voice-profiles/views";
import { useDates } from "../use-dates";
import { GiveConsent } from "./consent/give-consent";
import { ConsentLine } from "./consent-line";
import { DecideConsent } from "./decide-consent";
import { DetailSection } from "./detail-section";
import { useVoiceConsents } from "./use-voices";
import { WrittenConsent } from "./written-consent";

/** The consent to a voice: what was given, and what can be given. */
export function ConsentSection({ profile, isAdmin }: { profile: ProfileDetail; isAdmin: boolean }) {
  const t = useTranslations("voices.consent");
  const { state, consent } = profile;
  return (
    <DetailSection title={t("title")} anchor="consent">
      <div className="grid gap-3">
        <p className="text-sm">
          <ConsentLine consent={consent} />
        </p>
        {state === "review" && consent && isAdmin && <DecideConsent profile={profile} consent={consent} />}
        {state === "review" && !isAdmin && <p className="text-muted-foreground text-sm">{t("reviewHint")}</p>}
        {profile.may_manage && <GiveConsent key={profile.id} profile={profile} />}
        {state === "waiting" && isAdmin && <WrittenConsent profile={profile} />}
        <Certificates profileId={profile.id} />
      </div>
    </DetailSection>
  );
}

/** The lasting records of what was consented to, refused and withdrawn. */
function Certificates({ profileId }: { profileId: number }) {
  const t = useTranslations("voices");
  const { moment } = useDates();
  const { data: certificates = [] } = useVoiceConsents(profileId);
  if (certificates.length === 0) return null;
  return (
    <ul aria-label={t("certificates.title")} className="grid gap-1 text-sm">
      {certificates.map((certificate) => (
        <li key={certificate.id}>
          <Link
            href={`/voice-profiles/certificates/${certificate.id}`}
            prefetch={false}
            className="inline-flex flex-wrap items-center gap-x-2 gap-y-1 rounded-md py-0.5 underline-offset-4 hover:underline"
          >
            <ScrollText aria-hidden className="size-4 text-muted-foreground" />
            {t("certificates.of", { at: moment(certificate.at) })}
            <Badge>{t(`certificates.statuses.${certificate.status}`)}</Badge>
            {certificate.method === "written" && <Badge>{t("consent.writtenBadge")}</Badge>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
