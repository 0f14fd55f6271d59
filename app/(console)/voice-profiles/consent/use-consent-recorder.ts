"use client";
import { useLocale } from "next-intl";
import { type RefObject, useEffect, useState, useSyncExternalStore } from "react";
import { visibleLevel } from "@/lib/audio/levels";
import { chatSettings } from "@/lib/chat/chat-settings";
import { ConsentRecorder } from "@/lib/client/consent-recorder";
import { withDeviceChoice } from "@/lib/client/remembered-devices";
import { isSignedIn } from "@/lib/client/signed-in";
import type { Language } from "@/lib/languages";

/** A ceremony of consent in this page. `bar` shows the microphone's level in the style property `--level`. */
export function useConsentRecorder(bar: RefObject<HTMLElement | null>) {
  const locale = useLocale() as Language;
  const [recorder] = useState(
    () =>
      new ConsentRecorder({
        signedIn: isSignedIn,
        onLevel: (rms) => bar.current?.style.setProperty("--level", visibleLevel(rms).toFixed(3)),
      }),
  );
  const view = useSyncExternalStore(recorder.view.subscribe, recorder.view.get, recorder.view.get);
  useEffect(() => () => recorder.close(), [recorder]);

  return {
    view,
    begin: recorder.begin.bind(recorder),
    /** The sound as the room has it: what cleans speech up would make the two recordings less alike. */
    startReading: () => {
      const { inputDeviceId } = withDeviceChoice(chatSettings(undefined, locale));
      return recorder.startReading({ inputDeviceId, echoCancellation: false, noiseSuppression: false });
    },
    stopReading: () => recorder.stopReading(),
    cancel: () => recorder.close(),
  };
}
