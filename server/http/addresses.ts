import { hostname, networkInterfaces } from "node:os";

/** This machine's addresses that others on the network can reach: IPv4 first, link-local IPv6 left out. */
export function lanAddresses(): string[] {
  const found = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => !entry.internal && !entry.address.startsWith("fe80"));
  return found.sort((a, b) => a.family.localeCompare(b.family)).map((entry) => entry.address);
}

/** Names under which this machine may be called: `localhost`, its host name, and `.local` for mDNS. */
export function localNames(): string[] {
  const name = hostname().toLowerCase();
  return [...new Set(["localhost", name, name.includes(".") ? name : `${name}.local`])];
}

/** True for 127.0.0.0/8, ::1 and IPv4-mapped loopback. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address);
}

/** `host` as it stands in a URL: IPv6 in brackets. */
export function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
