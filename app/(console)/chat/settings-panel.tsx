"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { Dialog, DialogDescription, DialogPanel } from "@/components/ui/dialog";
import { Segmented } from "@/components/ui/segmented";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import { languages } from "@/lib/languages";
import { endpointPauseMs } from "@/lib/speech-detection";
import { MicrophoneSettings } from "./microphone-settings";
import { SliderSetting } from "./slider-setting";
import { ReplySpeechSetting } from "./sound-setting";
import { useDevices } from "./use-devices";
import type { VoiceChoice } from "./voice-choice";
import { VoiceSettings } from "./voice-settings";

interface SettingsPanelProps {
  /** Where it stands in the page. */
  className: string;
  open: boolean;
  setOpen: (open: boolean) => void;
  settings: ChatSettings;
  change: (settings: ChatSettings) => void;
  voices: readonly VoiceChoice[];
  saveFailed: boolean;
}

/**
 * Everything a person sets for their conversations; each change applies at once. It lies beside or over the
 * conversation and never over the dock, whose level is watched meanwhile.
 */
export function SettingsPanel({ className, open, setOpen, settings, change, voices, saveFailed }: SettingsPanelProps) {
  const t = useTranslations("chat.settingsPanel");
  const common = useTranslations("common");
  const names = useTranslations("languages");
  const { inputs, outputs } = useDevices(open);
  const set = (part: Partial<ChatSettings>) => change({ ...settings, ...part });
  return (
    <Dialog open={open} onOpenChange={setOpen} modal={false}>
      <DialogPanel className={className} title={t("title")} closeLabel={common("close")}>
        <DialogDescription>{t("description")}</DialogDescription>
        {saveFailed && (
          <p role="alert" className="text-sm text-warning">
            {t("saveFailed")}
          </p>
        )}
        <Group title={t("conversation")}>
          <Segmented
            label={t("language")}
            value={settings.language}
            options={languages.map((language) => [language, names(language)])}
            choose={(language) => set({ language })}
          />
          <ReplySpeechSetting />
          <SliderSetting
            label={t("pause")}
            min={endpointPauseMs.min}
            max={endpointPauseMs.max}
            step={100}
            value={settings.endpointPauseMs}
            say={(ms) => t("pauseValue", { seconds: (ms / 1_000).toFixed(1) })}
            set={(ms) => set({ endpointPauseMs: ms })}
          />
        </Group>
        <Group title={t("sound")}>
          <VoiceSettings settings={settings} set={set} voices={voices} outputs={outputs} />
        </Group>
        <Group title={t("microphone")}>
          <MicrophoneSettings settings={settings} set={set} inputs={inputs} />
        </Group>
      </DialogPanel>
    </Dialog>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <fieldset aria-labelledby={id} className="grid min-w-0 gap-4 border-t pt-4">
      <h3 id={id} className="font-semibold text-sm">
        {title}
      </h3>
      {children}
    </fieldset>
  );
}
