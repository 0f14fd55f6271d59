"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import { canChooseOutput } from "@/lib/client/playback";
import { languages } from "@/lib/languages";
import { endpointPauseMs } from "@/lib/speech-detection";
import { ChoiceSetting } from "./choice-setting";
import { SensitivitySetting } from "./sensitivity-setting";
import { SliderSetting } from "./slider-setting";
import { SoundSetting } from "./sound-setting";
import { type Device, useDevices } from "./use-devices";
import type { VoiceChoice } from "./voice-choice";

interface SettingsPanelProps {
  open: boolean;
  setOpen: (open: boolean) => void;
  settings: ChatSettings;
  change: (settings: ChatSettings) => void;
  voices: readonly VoiceChoice[];
  saveFailed: boolean;
}

/** The option that leaves the choice to the server or the system. */
const automatic = "automatic";

/** Everything a person sets for their conversations; each change applies at once. */
export function SettingsPanel({ open, setOpen, settings, change, voices, saveFailed }: SettingsPanelProps) {
  const t = useTranslations("chat.settingsPanel");
  const common = useTranslations("common");
  const names = useTranslations("languages");
  const { inputs, outputs } = useDevices(open);
  const fitting = voices.filter((v) => v.language === settings.language && v.modes.includes(settings.mode));
  const set = (part: Partial<ChatSettings>) => change({ ...settings, ...part });
  const orNull = (value: string) => (value === automatic ? null : value);

  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogContent placement="sheet" closeLabel={common("close")}>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("description")}</DialogDescription>
        {saveFailed && (
          <p role="alert" className="text-sm text-warning">
            {t("saveFailed")}
          </p>
        )}
        <ChoiceSetting
          label={t("language")}
          value={settings.language}
          options={languages.map((language) => [language, names(language)])}
          choose={(language) => set({ language, voice: null })}
        />
        <ChoiceSetting
          label={t("mode")}
          value={settings.mode}
          options={[
            ["fast", t("modeFast")],
            ["hq", t("modeHq")],
          ]}
          choose={(mode) => set({ mode, voice: null })}
        />
        <ChoiceSetting
          label={t("voice")}
          value={fitting.some((voice) => voice.id === settings.voice) ? (settings.voice ?? automatic) : automatic}
          options={[[automatic, t("voiceAutomatic")], ...fitting.map((voice) => [voice.id, voice.label] as const)]}
          choose={(voice) => set({ voice: orNull(voice) })}
        />
        <SoundSetting />
        <hr />
        <ChoiceSetting
          label={t("capture")}
          value={settings.captureMode}
          options={[
            ["hands_free", t("captureHandsFree")],
            ["push_to_talk", t("capturePushToTalk")],
          ]}
          choose={(captureMode) => set({ captureMode })}
        />
        <SliderSetting
          label={t("pause")}
          min={endpointPauseMs.min}
          max={endpointPauseMs.max}
          step={100}
          value={settings.endpointPauseMs}
          say={(ms) => t("pauseValue", { seconds: (ms / 1_000).toFixed(1) })}
          set={(ms) => set({ endpointPauseMs: ms })}
        />
        <SensitivitySetting value={settings.sensitivity} set={(sensitivity) => set({ sensitivity })} />
        <hr />
        <DeviceChoice
          label={t("input")}
          devices={inputs}
          value={settings.inputDeviceId}
          choose={(inputDeviceId) => set({ inputDeviceId })}
        />
        {canChooseOutput() ? (
          <DeviceChoice
            label={t("output")}
            devices={outputs}
            value={settings.outputDeviceId}
            choose={(outputDeviceId) => set({ outputDeviceId })}
          />
        ) : (
          <p className="text-muted-foreground text-sm">{t("outputFixed")}</p>
        )}
        <Toggle
          label={t("echo")}
          hint={t("echoHint")}
          checked={settings.echoCancellation}
          set={(echoCancellation) => set({ echoCancellation })}
        />
        <Toggle
          label={t("noise")}
          hint={t("noiseHint")}
          checked={settings.noiseSuppression}
          set={(noiseSuppression) => set({ noiseSuppression })}
        />
      </DialogContent>
    </Dialog>
  );
}

interface DeviceChoiceProps {
  label: string;
  devices: Device[];
  value: string | null;
  choose: (deviceId: string | null) => void;
}

function DeviceChoice({ label, devices, value, choose }: DeviceChoiceProps) {
  const t = useTranslations("chat.settingsPanel");
  const known = devices.some((device) => device.deviceId === value);
  const named = devices.map(({ deviceId, label: name }, index) => {
    return [deviceId, name || t("deviceUnnamed", { number: index + 1 })] as const;
  });
  return (
    <ChoiceSetting
      label={label}
      value={known && value !== null ? value : automatic}
      options={[[automatic, t("deviceDefault")], ...named]}
      choose={(picked) => choose(picked === automatic ? null : picked)}
    >
      {devices.length === 0 && <p className="text-muted-foreground text-xs">{t("devicesHidden")}</p>}
    </ChoiceSetting>
  );
}

interface ToggleProps {
  label: string;
  hint: string;
  checked: boolean;
  set: (checked: boolean) => void;
}

function Toggle({ label, hint, checked, set }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex min-h-11 items-center justify-between gap-4">
      <div>
        <Label htmlFor={id}>{label}</Label>
        <p id={`${id}-hint`} className="text-muted-foreground text-xs">
          {hint}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-hint`} checked={checked} onCheckedChange={set} />
    </div>
  );
}
