"use client";
import { type RefObject, useEffect, useReducer, useState } from "react";
import { visibleLevel } from "@/lib/audio/levels";
import { MicrophoneTrial, type MicrophoneTrialState } from "@/lib/client/microphone-trial";
import { measureRoundTrip } from "@/lib/client/socket-echo";
import { nextCheck, noCheck } from "@/lib/connect/device-check";

const device = { inputDeviceId: null, echoCancellation: true, noiseSuppression: true };

/** Runs the check of this device. `bar` shows the microphone's level in the style property `--level`. */
export function useDeviceCheck(bar: RefObject<HTMLElement | null>) {
  const [check, note] = useReducer(nextCheck, noCheck);
  const [trialState, setTrialState] = useState<MicrophoneTrialState>({ kind: "idle" });
  const [hasPlayed, setHasPlayed] = useState(false);
  const [trial] = useState(
    () =>
      new MicrophoneTrial({
        onState(state) {
          setTrialState(state);
          if (state.kind === "blocked") note({ type: "blocked", reason: state.reason });
          if (state.kind === "done") note({ type: "heard", verdict: state.verdict });
        },
        onLevel: (rms) => bar.current?.style.setProperty("--level", visibleLevel(rms).toFixed(3)),
        muteWhile: () => () => undefined,
      }),
  );
  useEffect(() => () => trial.close(), [trial]);

  return {
    check,
    trialState,
    hasPlayed,
    begin() {
      const isSecure = window.isSecureContext;
      const constraints = navigator.mediaDevices?.getSupportedConstraints();
      setHasPlayed(false);
      note({ type: "began", isSecure, cancelsEcho: constraints?.echoCancellation === true });
      void measureRoundTrip().then((ms) => note({ type: "round_trip", ms }));
      // It must follow the press of the button at once: browsers open a microphone for a gesture only.
      void trial.record(device);
    },
    stop: () => trial.stop(),
    play() {
      setHasPlayed(true);
      trial.play(1, null);
    },
    answer: (isHeard: boolean) => note({ type: "speaker", isHeard }),
  };
}
