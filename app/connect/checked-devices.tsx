"use client";
import { useTranslations } from "next-intl";
import { useDates } from "@/app/(console)/use-dates";
import { Badge } from "@/components/ui/badge";
import { type CheckedDevice, checkParts } from "@/lib/connect/device-check";

/** For administrators: which devices passed the check, and what failed on the others. */
export function CheckedDevices({ devices }: { devices: readonly CheckedDevice[] }) {
  const t = useTranslations("connect");
  const { moment } = useDates();
  return (
    <section>
      <h2 className="font-semibold text-base">{t("devices.title")}</h2>
      <p className="mt-1 max-w-prose text-muted-foreground text-sm">
        {devices.length === 0 ? t("devices.empty") : t("devices.body")}
      </p>
      <ul className="mt-2 divide-y">
        {devices.map((device) => {
          const failed = checkParts.filter(
            (part) => device.parts[part] !== "passed" && device.parts[part] !== "unknown",
          );
          return (
            <li key={device.id} className="grid gap-1 py-3">
              <p className="flex flex-wrap items-center gap-2">
                <span className="wrap-anywhere font-medium text-sm">{device.name}</span>
                <Badge>{t(device.passed ? "devices.passed" : "devices.failed")}</Badge>
              </p>
              <p className="wrap-anywhere text-muted-foreground text-xs">
                {[device.username, device.browser, moment(device.checked_at)].filter(Boolean).join(" · ")}
                {device.round_trip_ms !== null &&
                  ` · ${t("check.milliseconds", { ms: Math.max(1, Math.round(device.round_trip_ms)) })}`}
              </p>
              {failed.length > 0 && (
                <p className="text-muted-foreground text-xs">
                  {t("devices.notPassed", {
                    parts: failed.map((part) => t(`check.parts.${part}`)).join(t("devices.and")),
                  })}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
