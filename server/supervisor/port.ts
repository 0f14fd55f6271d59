import { once } from "node:events";
import { createServer } from "node:net";

const host = "127.0.0.1";

/** A port on 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("A listening socket has no port.");
  return address.port;
}

/** Why a server could not listen on this port of 127.0.0.1 now; null when it could. */
export async function whyPortIsTaken(port: number): Promise<string | null> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") return `Another program listens on port ${port}: stop it, or choose another port.`;
    return `Port ${port} can't be listened on (${code}): choose another one.`;
  }
  probe.close();
  await once(probe, "close");
  return null;
}
