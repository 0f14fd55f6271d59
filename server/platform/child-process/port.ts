import { once } from "node:events";
import { createServer } from "node:net";
import { ownerVariable } from "./orphans";
import { environmentOf, listensOn, listProc } from "./proc";

const loopback = "127.0.0.1";

/** A port on 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, loopback);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("A listening socket has no port.");
  return address.port;
}

/** `error`: the system's error code of the failed attempt to listen there. */
export type PortState = "free" | "taken" | { error: string };

/** Whether a server could listen on the port now. */
export async function portState(port: number, host: string): Promise<PortState> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, "listening");
  } catch (error) {
    const { code = "error" } = error as NodeJS.ErrnoException;
    return code === "EADDRINUSE" ? "taken" : { error: code };
  }
  probe.close();
  await once(probe, "close");
  return "free";
}

/** Why a server could not listen on this port of 127.0.0.1 now; null when it could. Rejects when the check fails. */
export async function whyPortIsTaken(port: number, dataDir: string): Promise<string | null> {
  const state = await portState(port, loopback);
  if (state === "free") return null;
  if (state === "taken") {
    if (otherAvatarOn(port, dataDir)) return otherAvatarDetail(port);
    return `Another program listens on port ${port}: stop it, or choose another port.`;
  }
  if (state.error === "EACCES") return `Port ${port} can't be listened on (${state.error}): choose another one.`;
  throw Object.assign(new Error(`Port ${port} can't be listened on: ${state.error}.`), { code: state.error });
}

/**
 * Whether a model server of an AVATAR with another data folder listens on this port. Two AVATARs that start together
 * can both find the port free; with SO_REUSEPORT, which vLLM sets, both then listen on it and each gets some of the
 * other's calls.
 */
export function otherAvatarOn(port: number, dataDir: string): boolean {
  const others = listProc().filter(({ pid }) => {
    const owner = environmentOf(pid)[ownerVariable];
    return owner !== undefined && owner !== dataDir;
  });
  return others.some(({ pid }) => listensOn(pid, port));
}

export const otherAvatarDetail = (port: number) =>
  `Another AVATAR on this machine uses port ${port}: give one of the two another one.`;
