"use client";
import { FileQuestion } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { MessagePage } from "@/components/shell/message-page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { SpeechAbilities } from "@/lib/speech-abilities";
import { useSound } from "../use-sound";
import { type BuiltinVoiceView, sampleOf } from "./builtin-voice";
import { type BackProps, DetailHeader } from "./detail-header";
import { DetailSection } from "./detail-section";
import { PlayButton } from "./play-button";
import { SpeakingLicences } from "./speaking-licences";
import { UseButton } from "./use-button";
import { SoundFailed } from "./voice-player";

interface BuiltinDetailProps extends BackProps {
  /** Null: the models have no voice of this name now. */
  voice: BuiltinVoiceView | null;
  speech: SpeechAbilities;
  isInUse: boolean;
}

/** The page of a voice that comes with a model. */
export function BuiltinDetail({ voice, speech, isInUse, ...back }: BuiltinDetailProps) {
  const t = useTranslations("voices");
  const languageName = useTranslations("chat.language.names");
  const modeName = useTranslations("timings.modes");
  const locale = useLocale();
  const sound = useSound(voice && sampleOf(voice, locale));
  if (!voice) return <VoiceMissing {...back} />;
  const what = t("sound.sample", { name: voice.label });
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 pb-16 md:px-8">
      <DetailHeader
        name={voice.label}
        facts={[
          ...voice.languages.map((each) => languageName(each)),
          ...voice.modes.map((mode) => modeName(mode)),
        ].join(" · ")}
        {...back}
      >
        <Badge>{t("builtin.badge")}</Badge>
      </DetailHeader>
      <div className="flex flex-wrap items-center gap-2">
        <PlayButton sound={sound} label={t("sound.play", { what })} pauseLabel={t("sound.pause", { what })} />
        <UseButton voice={voice.id} name={voice.label} languages={voice.languages} isInUse={isInUse} isMain />
      </div>
      <SoundFailed sound={sound} />
      <p className="max-w-prose text-sm">{t("builtin.whatOne")}</p>
      <DetailSection title={t("licence.title")}>
        <SpeakingLicences speech={speech} languages={voice.languages} />
      </DetailSection>
    </div>
  );
}

export function VoiceMissing({ onBack }: BackProps) {
  const t = useTranslations("voices");
  return (
    <MessagePage icon={FileQuestion} title={t("notFoundTitle")} body={t("notFoundBody")}>
      <Button variant="outline" onClick={onBack}>
        {t("back")}
      </Button>
    </MessagePage>
  );
}
