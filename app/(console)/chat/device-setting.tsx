"use client";
import { useTranslations } from "next-intl";
import { ChoiceSetting } from "./choice-setting";
import type { Device } from "./use-devices";

/** The option that leaves the choice to the system. */
const automatic = "automatic";

interface DeviceSettingProps {
  label: string;
  devices: Device[];
  value: string | null;
  choose: (deviceId: string | null) => void;
}

/** A microphone or a speaker. */
export function DeviceSetting({ label, devices, value, choose }: DeviceSettingProps) {
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
