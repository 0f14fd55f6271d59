import type { PortState } from "../../../platform/child-process/port";
import { type Finding, failed, ok, warning } from "../check";
import type { RunningAvatar } from "../health-endpoint";

/** Checks the server's own port. `answering`: the AVATAR that answers there. */
export function mainPortFinding(
  port: number,
  host: string,
  state: PortState,
  answering: RunningAvatar | null,
): Finding {
  const name = `Port ${port}`;
  if (state === "free") return ok(name, "free");
  if (answering) return ok(name, "used by the running AVATAR");
  if (state === "taken") {
    return failed(name, "another program listens there", "Stop that program, or choose another port with PORT.");
  }
  if (state.error === "EACCES") {
    return failed(name, "may not be listened on by this user", "Choose one above 1023 with PORT.");
  }
  const advice = "Correct HOST: 0.0.0.0 listens on all addresses of this machine.";
  return failed(name, `can't be listened on at ${host} (${state.error})`, advice);
}

/**
 * Checks the port of a model process on 127.0.0.1. `leftovers`: model processes of this data folder run; without a
 * running AVATAR, a killed one has left them behind.
 */
export function processPortFinding(
  { port, process, variable }: { port: number; process: string; variable: string },
  state: PortState,
  { isAvatarRunning, leftovers }: { isAvatarRunning: boolean; leftovers: boolean },
): Finding {
  const name = `Port ${port}`;
  if (state === "free") return ok(name, `free, for ${process}`);
  // The running AVATAR's model process uses the port; /health reports whether it works.
  if (isAvatarRunning) return ok(name, `in use while AVATAR runs, for ${process}`);
  if (state === "taken" && leftovers) {
    return warning(name, "in use; an AVATAR that was killed left processes running", "The next start ends them.");
  }
  const what = state === "taken" ? "another program listens there" : `can't be listened on (${state.error})`;
  return failed(name, `${what}; ${process} needs it`, `Stop that program, or choose another port with ${variable}.`);
}
