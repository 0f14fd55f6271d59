"use client";
import { type RefObject, useEffect, useState } from "react";
import { visibleLevel } from "@/lib/audio/levels";
import { deviceSound } from "@/lib/client/device-sound";
import type { MicrophoneOptions } from "@/lib/client/microphone";
import { MicrophoneTrial, type MicrophoneTrialState } from "@/lib/client/microphone-trial";
import { useChat } from "./chat-context";

/**
 * A recording of a few seconds that stays in this page. `bar` shows its level in the style property `--level`. The
 * conversation's own microphone is muted meanwhile.
 */
export function useMicrophoneCheck(
  settings: MicrophoneOptions & { outputDeviceId: string | null },
  bar: RefObject<HTMLElement | null>,
) {
  const chat = useChat();
  const [state, setState] = useState<MicrophoneTrialState>({ kind: "idle" });
  const [trial] = useState(
    () =>
      new MicrophoneTrial({
        onState: setState,
        onLevel: (rms) => bar.current?.style.setProperty("--level", visibleLevel(rms).toFixed(3)),
        muteWhile: () => chat.muteWhile(),
      }),
  );
  useEffect(() => () => trial.close(), [trial]);

  return {
    state,
    record: () => trial.record(settings),
    stop: () => trial.stop(),
    play: () => trial.play(deviceSound().get().volume, settings.outputDeviceId),
  };
}
