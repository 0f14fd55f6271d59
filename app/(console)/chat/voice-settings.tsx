"use client";
import { useTranslations } from "next-intl";
import { Segmented } from "@/components/ui/segmented";
import { type ChatSettings, chosenVoice } from "@/lib/chat/chat-settings";
import { hasOneVoiceModel } from "@/lib/chat/model-choice";
import { canChooseOutput } from "@/lib/client/playback";
import { speechModes } from "@/lib/languages";
import { voicePlace } from "@/lib/voices";
import { useConversation } from "./chat-context";
import { DeviceSetting } from "./device-setting";
import { ReplySoundSettings } from "./sound-setting";
import type { Device } from "./use-devices";
import type { VoiceChoice } from "./voice-choice";
import { VoiceList } from "./voice-list";

interface VoiceSettingsProps {
  settings: ChatSettings;
  set: (part: Partial<ChatSettings>) => void;
  voices: readonly VoiceChoice[];
  outputs: Device[];
}

/** How replies sound: quality, voice, loudness, speed, speaker. */
export function VoiceSettings({ settings, set, voices, outputs }: VoiceSettingsProps) {
  const t = useTranslations("chat.settingsPanel");
  const { language, mode } = settings;
  const isOneModel = useConversation(({ models }) => hasOneVoiceModel(models, language));
  const fitting = voices.filter((voice) => voice.language === language && voice.modes.includes(mode));
  // Where there is no quality to choose, the voice is one choice too.
  const placed = (voice: string) =>
    Object.fromEntries((isOneModel ? speechModes : [mode]).map((each) => [voicePlace(language, each), voice]));
  return (
    <>
      {isOneModel ? (
        <p className="text-muted-foreground text-sm">{t("modeSame")}</p>
      ) : (
        <Segmented
          label={t("mode")}
          value={mode}
          options={[
            ["fast", t("modeFast")],
            ["hq", t("modeHq")],
          ]}
          choose={(chosen) => set({ mode: chosen })}
        >
          {mode === "fast" ? t("modeFastHint") : t("modeHqHint")}
        </Segmented>
      )}
      <VoiceList
        voices={fitting}
        chosen={chosenVoice(settings)}
        choose={(voice) => set({ voices: { ...settings.voices, ...placed(voice) } })}
        language={language}
        mode={mode}
        outputDeviceId={settings.outputDeviceId}
      />
      <ReplySoundSettings />
      {canChooseOutput() ? (
        <DeviceSetting
          label={t("output")}
          devices={outputs}
          value={settings.outputDeviceId}
          choose={(outputDeviceId) => set({ outputDeviceId })}
        />
      ) : (
        <p className="text-muted-foreground text-sm">{t("outputFixed")}</p>
      )}
    </>
  );
}
