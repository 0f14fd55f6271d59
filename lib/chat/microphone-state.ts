import type { MicrophoneSilence } from "./microphone-watch";

/** Why there is no microphone. Each reason has a remedy of its own. */
export type MicrophoneBlock =
  /** The person or a policy said no. */
  | "denied"
  | "no_device"
  /** Another program holds it. */
  | "busy"
  /** Browsers give a microphone only to pages from https or localhost. */
  | "insecure"
  | "failed";

export type MicrophoneState =
  | { state: "off" }
  | { state: "starting" }
  | { state: "on" }
  /** It is open, and no sound comes from it. */
  | { state: "silent"; reason: MicrophoneSilence }
  | { state: "blocked"; reason: MicrophoneBlock };

/** Whether the microphone's sound goes to the server: only while `open`. `muted`: the microphone itself stays on. */
export type Capture = "closed" | "open" | "muted";
