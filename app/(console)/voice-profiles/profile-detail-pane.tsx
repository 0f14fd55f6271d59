"use client";
import { useTranslations } from "next-intl";
import { Skeleton } from "@/components/ui/skeleton";
import type { SpeechAbilities } from "@/lib/speech-abilities";
import { LoadFailed } from "../load-failed";
import { VoiceMissing } from "./builtin-detail";
import type { BackProps } from "./detail-header";
import type { EndingVoice } from "./end-voice-dialog";
import { ProfileDetailView } from "./profile-detail";
import { useVoice } from "./use-voices";

interface ProfileDetailPaneProps extends BackProps {
  profileId: number;
  speech: SpeechAbilities;
  isInUse: boolean;
  isAdmin: boolean;
  end: (ending: EndingVoice) => void;
}

/** A voice's own page, while it loads, when it is there, and when it is not. */
export function ProfileDetailPane({ profileId, ...rest }: ProfileDetailPaneProps) {
  const t = useTranslations("voices");
  const { data: profile, isPending, errorCode, retry } = useVoice(profileId);
  if (errorCode === "not_found") return <VoiceMissing backHref={rest.backHref} onBack={rest.onBack} />;
  if (profile) return <ProfileDetailView profile={profile} {...rest} />;
  if (errorCode) return <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} />;
  return isPending ? <DetailSkeleton /> : null;
}

function DetailSkeleton() {
  const t = useTranslations("common");
  return (
    <div role="status" className="mx-auto max-w-3xl space-y-6 px-4 pt-6 md:px-8">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="h-6 w-2/5" />
      <Skeleton className="h-12 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
