import { behindMs } from "../../../platform/self-check/clock";
import { type Finding, ok, warning } from "../check";

const advice = "Set the clock, or let it be set: timedatectl set-ntp true. Logins and certificates depend on it.";

/**
 * Tells whether the clock can be right. `programMs`: when this program was built, Unix time in ms. `synchronized`:
 * whether systemd keeps the clock by NTP; null when unknown.
 */
export function clockFinding(nowMs: number, programMs: number, synchronized: boolean | null): Finding {
  const shown = `${new Date(nowMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  if (behindMs(nowMs, [programMs]) > 0) return warning("Clock", `${shown}: that is before AVATAR was built`, advice);
  if (synchronized === false) return warning("Clock", `${shown}, not synchronised (NTP is off)`, advice);
  return ok("Clock", synchronized ? `${shown}, synchronised` : shown);
}

/** Parses the output of `timedatectl show -p NTPSynchronized --value`; null when it is neither `yes` nor `no`. */
export function parseSynchronized(stdout: string): boolean | null {
  const answer = stdout.trim();
  return answer === "yes" ? true : answer === "no" ? false : null;
}
