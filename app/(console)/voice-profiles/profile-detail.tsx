"use client";
import { Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { SpeechAbilities } from "@/lib/speech-abilities";
import type { ProfileDetail } from "@/lib/voice-profiles/views";
import { formatVoiceId } from "@/lib/voices";
import { useDates } from "../use-dates";
import { ConsentSection } from "./consent-section";
import { type BackProps, DetailHeader } from "./detail-header";
import { DetailSection } from "./detail-section";
import type { EndingVoice } from "./end-voice-dialog";
import { HouseVoiceSwitch } from "./house-voice-switch";
import { LightsTable } from "./quality-lights";
import { RatingLine } from "./rating-line";
import { SpeakingLicences } from "./speaking-licences";
import { StateBadge } from "./state-badge";
import { TrialPanel } from "./trial/trial-panel";
import { UseButton } from "./use-button";
import { useVoiceFacts } from "./use-voice-facts";
import { VisibilityChoice } from "./visibility-choice";
import { VoicePlayer } from "./voice-player";

interface ProfileDetailViewProps extends BackProps {
  profile: ProfileDetail;
  speech: SpeechAbilities;
  isInUse: boolean;
  isAdmin: boolean;
  end: (ending: EndingVoice) => void;
}

/** Everything about a voice that somebody brought, and what can be done with it. */
export function ProfileDetailView(props: ProfileDetailViewProps) {
  const { profile, speech, isInUse, isAdmin, end, backHref, onBack } = props;
  const t = useTranslations("voices");
  const trial = useTranslations("voiceTrial");
  const facts = useVoiceFacts();
  const { moment } = useDates();
  const ending = { profileId: profile.id, name: profile.name };
  return (
    <article className="mx-auto grid max-w-3xl gap-5 px-4 pb-16 md:px-8">
      <DetailHeader name={profile.name} facts={facts(profile).join(" · ")} backHref={backHref} onBack={onBack}>
        <StateBadge state={profile.state} />
        {profile.is_house_voice && <Badge>{t("houseVoice.badge")}</Badge>}
      </DetailHeader>
      {profile.reference_url && (
        <VoicePlayer
          url={profile.reference_url}
          peaks={profile.peaks}
          durationS={profile.duration}
          label={t("sound.reference", { name: profile.name })}
        />
      )}
      {profile.state === "ready" && (
        <div className="flex flex-wrap items-center gap-3">
          <UseButton
            voice={formatVoiceId({ kind: "profile", profileId: profile.id })}
            name={profile.name}
            languages={[profile.language]}
            isInUse={isInUse}
            isMain
          />
          <p className="text-sm">
            <RatingLine rating={profile.rating} />
          </p>
        </div>
      )}
      {!speech.canClone && (
        <Alert>
          <p>{t("cannotCloneOne")}</p>
        </Alert>
      )}
      {profile.state === "ready" && speech.canClone && profile.reference_url && (
        <DetailSection title={trial("title")} anchor="try">
          <TrialPanel key={profile.id} voice={profile} referenceUrl={profile.reference_url} />
        </DetailSection>
      )}
      <ConsentSection profile={profile} isAdmin={isAdmin} />
      {profile.measures && (
        <DetailSection title={t("qualityTitle")}>
          <LightsTable measures={profile.measures} />
        </DetailSection>
      )}
      {profile.text !== null && (
        <DetailSection title={t("textTitle")}>
          <p lang={profile.language} className="max-w-prose whitespace-pre-wrap break-words text-[0.9375rem]">
            {profile.text}
          </p>
          {profile.text_is_edited && <p className="mt-1 text-muted-foreground text-xs">{t("textEdited")}</p>}
        </DetailSection>
      )}
      <DetailSection title={t("used.title")}>
        <UsedIn profile={profile} />
      </DetailSection>
      {profile.may_manage && (
        <DetailSection title={t("visibility.title")}>
          <VisibilityChoice profile={profile} />
          {isAdmin && profile.state === "ready" && (profile.visibility === "house" || profile.is_house_voice) && (
            <HouseVoiceSwitch profile={profile} />
          )}
        </DetailSection>
      )}
      <DetailSection title={t("licence.title")}>
        <SpeakingLicences speech={speech} languages={[profile.language]} />
      </DetailSection>
      <DetailSection title={t("recordTitle")}>
        <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_minmax(0,1fr)]">
          <dt className="text-muted-foreground">{t("added")}</dt>
          <dd>{t("addedBy", { owner: profile.owner, at: moment(profile.created_at) })}</dd>
          <dt className="text-muted-foreground">{t("sha256")}</dt>
          <dd className="wrap-anywhere font-mono text-xs leading-5">{profile.reference_sha256}</dd>
        </dl>
      </DetailSection>
      {profile.may_manage && (
        <DetailSection title={t("end.title")}>
          <div className="flex flex-wrap gap-2">
            {profile.state === "ready" && (
              <Button variant="outline" onClick={() => end({ ...ending, reason: "withdrawn" })}>
                {t("end.withdraw")}
              </Button>
            )}
            <Button variant="danger" onClick={() => end({ ...ending, reason: "deleted" })}>
              <Trash2 aria-hidden />
              {t("end.delete")}
            </Button>
          </div>
        </DetailSection>
      )}
    </article>
  );
}

/** The replies in this voice that the reader may see. */
function UsedIn({ profile: { used } }: { profile: ProfileDetail }) {
  const t = useTranslations("voices.used");
  const { date } = useDates();
  if (used.turns === 0) return <p className="text-muted-foreground text-sm">{t("nowhere")}</p>;
  return (
    <>
      <p className="mb-2 text-sm">{t("turns", { count: used.turns })}</p>
      <ul className="grid gap-1">
        {used.conversations.map(({ id, title, turns, last_at: lastAt }) => (
          <li key={id} className="text-sm">
            <Link
              href={{ pathname: "/history", query: { session: id } }}
              prefetch={false}
              className="flex items-baseline gap-3 rounded-md py-0.5 underline-offset-4 hover:underline"
            >
              <span className="min-w-0 flex-1 truncate">{title || t("untitled")}</span>
              <span className="shrink-0 text-muted-foreground text-xs">
                {t("turns", { count: turns })} · {date(lastAt)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
