"use client";
import { useEffect, useState } from "react";

export interface Device {
  deviceId: string;
  /** Empty until the person has allowed the microphone once. */
  label: string;
}

/** The microphones and speakers that the browser knows now; kept up to date while `watching`. */
export function useDevices(watching: boolean): { inputs: Device[]; outputs: Device[] } {
  const [devices, setDevices] = useState<{ inputs: Device[]; outputs: Device[] }>({ inputs: [], outputs: [] });
  useEffect(() => {
    const media = navigator.mediaDevices;
    if (!watching || !media) return;
    let current = true;
    const read = async () => {
      const all = await media.enumerateDevices();
      if (!current) return;
      const ofKind = (kind: MediaDeviceKind) =>
        all.filter((d) => d.kind === kind && d.deviceId && !isAlias(d.deviceId));
      setDevices({ inputs: ofKind("audioinput"), outputs: ofKind("audiooutput") });
    };
    void read();
    media.addEventListener("devicechange", read);
    return () => {
      current = false;
      media.removeEventListener("devicechange", read);
    };
  }, [watching]);
  return devices;
}

/** Chromium lists the system's choice a second time under a name of its own. */
const isAlias = (deviceId: string) => deviceId === "default" || deviceId === "communications";
