/** Why there is no microphone; for each reason the person can do something different. */
export type MicrophoneBlock =
  /** The person or a policy said no. */
  | "denied"
  | "no_device"
  /** Another program holds it. */
  | "busy"
  /** Browsers give microphones to https and localhost alone. */
  | "insecure"
  | "failed";

export type MicrophoneState =
  | { state: "off" }
  | { state: "starting" }
  | { state: "on" }
  | { state: "blocked"; reason: MicrophoneBlock };

/** Whether the microphone's sound goes to the server. */
export type Capture = "closed" | "open" | "muted";
