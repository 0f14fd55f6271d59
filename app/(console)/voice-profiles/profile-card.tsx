"use client";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { ProfileView } from "@/lib/voice-profiles/views";
import { formatVoiceId } from "@/lib/voices";
import { useSound } from "../use-sound";
import { ConsentLine } from "./consent-line";
import { PlayButton } from "./play-button";
import { LightsLine } from "./quality-lights";
import { RatingLine } from "./rating-line";
import { StateBadge } from "./state-badge";
import { UseButton } from "./use-button";
import { useVoiceFacts } from "./use-voice-facts";
import { CardLink, TryLink } from "./voice-card-links";
import { SoundFailed } from "./voice-player";
import { VoiceWaveform } from "./voice-waveform";

interface ProfileCardProps {
  profile: ProfileView;
  href: string;
  isChosen: boolean;
  isInUse: boolean;
  onChoose: () => void;
}

/** A voice that somebody brought, with what one needs to decide for or against it. */
export function ProfileCard({ profile, href, isChosen, isInUse, onChoose }: ProfileCardProps) {
  const t = useTranslations("voices");
  const facts = useVoiceFacts();
  const what = t("sound.reference", { name: profile.name });
  const sound = useSound(profile.reference_url);
  return (
    <article
      aria-label={profile.name}
      data-voice={profile.id}
      className={cn(
        "relative grid content-start gap-3 rounded-md border bg-card p-4 transition-colors hover:border-input",
        isChosen && "border-primary hover:border-primary",
      )}
    >
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <CardLink name={profile.name} href={href} isChosen={isChosen} onChoose={onChoose} />
          <p className="mt-0.5 break-words text-muted-foreground text-xs">{facts(profile).join(" · ")}</p>
        </div>
        <div className="flex flex-col items-end gap-1">
          <StateBadge state={profile.state} />
          {profile.is_house_voice && <Badge>{t("houseVoice.badge")}</Badge>}
        </div>
      </header>
      <div className="relative z-10 flex items-center gap-3">
        <PlayButton
          sound={sound}
          label={t("sound.play", { what })}
          pauseLabel={t("sound.pause", { what })}
          className="shrink-0"
        />
        <VoiceWaveform peaks={profile.peaks} played={profile.duration > 0 ? sound.positionS / profile.duration : 0} />
      </div>
      <SoundFailed sound={sound} />
      {profile.measures && <LightsLine measures={profile.measures} />}
      <div className="grid gap-1 text-xs">
        <ConsentLine consent={profile.consent} />
        <RatingLine rating={profile.rating} />
      </div>
      {profile.state === "ready" && (
        <div className="relative z-10 flex flex-wrap items-center gap-2">
          <UseButton
            voice={formatVoiceId({ kind: "profile", profileId: profile.id })}
            name={profile.name}
            languages={[profile.language]}
            isInUse={isInUse}
          />
          <TryLink name={profile.name} href={href} />
        </div>
      )}
    </article>
  );
}
