import { hostname, networkInterfaces } from "node:os";

/**
 * This machine's addresses that others on the network can reach, IPv4 first, without link-local IPv6. `host` is the
 * address that the server listens on: 0.0.0.0 accepts IPv4 connections only, :: accepts both families.
 */
export function lanAddresses(host = "::"): string[] {
  const found = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => !entry.internal && !entry.address.startsWith("fe80"))
    .filter((entry) => host !== "0.0.0.0" || entry.family === "IPv4");
  return found.sort((a, b) => a.family.localeCompare(b.family)).map((entry) => entry.address);
}

/**
 * This machine's name without a domain; null when it has none. Networks hand such names out, so it may be another one
 * tomorrow, while the name with `.local` or a domain is what people use.
 */
export function bareName(): string | null {
  const name = hostname().toLowerCase();
  return name.includes(".") || name === "localhost" ? null : name;
}

/** The names by which clients may address this machine: `localhost`, its host name, and `.local` for mDNS. */
export function localNames(): string[] {
  const name = hostname().toLowerCase();
  return [...new Set(["localhost", name, name.includes(".") ? name : `${name}.local`])];
}
