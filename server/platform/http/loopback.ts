import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/**
 * True for an address or a name that always means this machine: 127.0.0.0/8 (also mapped into IPv6), ::1, `localhost`
 * and the names below it (RFC 6761). IPv6 may stand in brackets, as in a URL. False for 0.0.0.0 and ::, see
 * `isEveryAddress`.
 */
export function isLoopback(host: string | null | undefined): boolean {
  const bare = (host ?? "").replace(/^\[(.*)\]$/, "$1");
  const family = isIP(bare);
  if (family === 0) return /^(?:[\w-]+\.)*localhost\.?$/i.test(bare);
  return loopback.check(bare, family === 6 ? "ipv6" : "ipv4");
}

/** True for the addresses that mean every address of this machine, when a server listens on them. */
export function isEveryAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::" || host === "[::]";
}
