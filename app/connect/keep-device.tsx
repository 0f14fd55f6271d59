"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { UnsavedGuard } from "@/app/(console)/unsaved-guard";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { deviceId, deviceName, rememberDeviceName } from "@/lib/client/device-identity";
import type { DeviceCheck } from "@/lib/connect/device-check";
import { reportDeviceCheckAction } from "./actions";

/** Gives the device a name, and puts the result on the administrators' list. */
export function KeepDevice({ check: { parts, roundTripMs } }: { check: DeviceCheck }) {
  const t = useTranslations("connect.keep");
  const errors = useTranslations("errors");
  const [name, setName] = useState(deviceName);
  const [kept, setKept] = useState(name);
  const [outcome, setOutcome] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const keep = async () => {
    setIsBusy(true);
    try {
      const { code } = await reportDeviceCheckAction({ deviceId: deviceId(), name, parts, roundTripMs });
      if (code === null) {
        rememberDeviceName(name);
        setKept(name);
      }
      setOutcome(code === null ? t("kept") : errors(code));
    } catch {
      setOutcome(t("failed"));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <form
      className="mt-4 grid max-w-sm gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <UnsavedGuard isActive={name !== kept} />
      <Label htmlFor="device-name">{t("name")}</Label>
      <div className="flex flex-wrap gap-2">
        <Input
          id="device-name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder={t("example")}
          maxLength={80}
          className="flex-1 basis-40"
          required
        />
        <Button type="submit" variant="outline" disabled={isBusy} className="pointer-coarse:h-11">
          {t("save")}
        </Button>
      </div>
      <p role="status" className="text-muted-foreground text-xs">
        {outcome ?? t("what")}
      </p>
    </form>
  );
}
