import { behindMs } from "../../../platform/self-check/clock";
import { type Finding, ok, warning } from "../check";

const advice = "Set the clock, or let it be set: timedatectl set-ntp true. Logins and certificates depend on it.";

/**
 * Whether the clock can be right. `programMs`: when this program was built, on the clock of then. `synchronized`: what
 * systemd says; null where it says nothing.
 */
export function clockFinding(nowMs: number, programMs: number, synchronized: boolean | null): Finding {
  const shown = `${new Date(nowMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  if (behindMs(nowMs, [programMs]) > 0) return warning("Clock", `${shown}: that is before AVATAR was built`, advice);
  if (synchronized === false) return warning("Clock", `${shown}, kept by nobody (NTP is off)`, advice);
  return ok("Clock", synchronized ? `${shown}, synchronised` : shown);
}

/** `yes` and `no` as `timedatectl show -p NTPSynchronized --value` prints them; null for anything else. */
export function parseSynchronized(stdout: string): boolean | null {
  const answer = stdout.trim();
  return answer === "yes" ? true : answer === "no" ? false : null;
}
