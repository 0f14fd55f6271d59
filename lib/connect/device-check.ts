import { z } from "zod";
import type { MicrophoneVerdict } from "../chat/microphone-check";
import type { MicrophoneBlock } from "../chat/microphone-state";

/** What is checked of a device, in this order. */
export const checkParts = ["secure", "round_trip", "echo", "microphone", "level", "speaker"] as const;
export type CheckPart = (typeof checkParts)[number];

/** `unknown`: it could not be told, which fails nothing. */
export const partStates = ["passed", "failed", "unknown"] as const;
export type PartState = (typeof partStates)[number];

export type PartStates = Partial<Record<CheckPart, PartState>>;

/** How far the check of a device has come. A part without a state was not checked yet. */
export interface DeviceCheck {
  parts: PartStates;
  /** The median of some round trips over the socket. */
  roundTripMs: number | null;
  /** Why the microphone could not be opened, or how well it was heard. */
  blocked: MicrophoneBlock | null;
  verdict: MicrophoneVerdict | null;
}

export const noCheck: DeviceCheck = { parts: {}, roundTripMs: null, blocked: null, verdict: null };

export type CheckEvent =
  | { type: "began"; isSecure: boolean; cancelsEcho: boolean }
  | { type: "round_trip"; ms: number | null }
  | { type: "blocked"; reason: MicrophoneBlock }
  | { type: "heard"; verdict: MicrophoneVerdict }
  | { type: "speaker"; isHeard: boolean };

const stateOf = (isPassed: boolean): PartState => (isPassed ? "passed" : "failed");

/** The check after an event; a new beginning forgets what was found before. */
export function nextCheck(check: DeviceCheck, event: CheckEvent): DeviceCheck {
  const add = (parts: PartStates, rest: Partial<DeviceCheck> = {}): DeviceCheck => {
    return { ...check, ...rest, parts: { ...check.parts, ...parts } };
  };
  switch (event.type) {
    case "began": {
      const parts = { secure: stateOf(event.isSecure), echo: event.cancelsEcho ? "passed" : "unknown" } as const;
      return { ...noCheck, parts };
    }
    case "round_trip":
      return add({ round_trip: stateOf(event.ms !== null) }, { roundTripMs: event.ms });
    case "blocked":
      return add({ microphone: "failed" }, { blocked: event.reason });
    case "heard":
      return add({ microphone: "passed", level: stateOf(event.verdict === "good") }, { verdict: event.verdict });
    case "speaker":
      return add({ speaker: stateOf(event.isHeard) });
  }
}

/** Every part was checked, and none failed. */
export function hasPassed({ parts }: Pick<DeviceCheck, "parts">): boolean {
  return checkParts.every((part) => parts[part] !== undefined && parts[part] !== "failed");
}

/** What a device tells of its check. `deviceId` was made up by the browser. */
export const checkReportSchema = z.object({
  deviceId: z.uuid(),
  name: z.string().trim().min(1).max(80),
  parts: z.partialRecord(z.enum(checkParts), z.enum(partStates)),
  roundTripMs: z.number().min(0).max(600_000).nullable(),
});
export type CheckReport = z.infer<typeof checkReportSchema>;

/** A device that was checked, as administrators see it. */
export interface CheckedDevice {
  id: number;
  name: string;
  username: string;
  /** The program and the system, such as "Chrome, Windows"; null where they are not known. */
  browser: string | null;
  parts: PartStates;
  passed: boolean;
  round_trip_ms: number | null;
  /** Unix seconds. */
  checked_at: number;
}
