"use client";
import { useTranslations } from "next-intl";
import { Segmented } from "@/components/ui/segmented";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import { DeviceSetting } from "./device-setting";
import { MicrophoneCheck } from "./microphone-check";
import { SensitivitySetting } from "./sensitivity-setting";
import { ToggleSetting } from "./toggle-setting";
import type { Device } from "./use-devices";

interface MicrophoneSettingsProps {
  settings: ChatSettings;
  set: (part: Partial<ChatSettings>) => void;
  inputs: Device[];
}

/** How the person is heard: by which microphone, when, and how softly they may speak. */
export function MicrophoneSettings({ settings, set, inputs }: MicrophoneSettingsProps) {
  const t = useTranslations("chat.settingsPanel");
  return (
    <>
      <Segmented
        label={t("capture")}
        value={settings.captureMode}
        options={[
          ["hands_free", t("captureHandsFree")],
          ["push_to_talk", t("capturePushToTalk")],
        ]}
        choose={(captureMode) => set({ captureMode })}
      >
        {settings.captureMode === "hands_free" ? t("captureHandsFreeHint") : t("capturePushToTalkHint")}
      </Segmented>
      <DeviceSetting
        label={t("input")}
        devices={inputs}
        value={settings.inputDeviceId}
        choose={(inputDeviceId) => set({ inputDeviceId })}
      />
      <MicrophoneCheck settings={settings} />
      <SensitivitySetting value={settings.sensitivity} set={(sensitivity) => set({ sensitivity })} />
      <ToggleSetting
        label={t("echo")}
        hint={t("echoHint")}
        checked={settings.echoCancellation}
        set={(echoCancellation) => set({ echoCancellation })}
      />
      <ToggleSetting
        label={t("noise")}
        hint={t("noiseHint")}
        checked={settings.noiseSuppression}
        set={(noiseSuppression) => set({ noiseSuppression })}
      />
    </>
  );
}
