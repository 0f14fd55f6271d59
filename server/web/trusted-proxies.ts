import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { unmappedAddress } from "../access/unmapped-address";
import { type Arrival, arrivalOf, noteArrival } from "../platform/http/arrival";

/** Whether an address is that of a trusted proxy. */
export type IsTrustedProxy = (address: string | undefined) => boolean;

/** `proxies`: the entries of AVATAR_TRUSTED_PROXIES. */
export function createProxyCheck(proxies: readonly string[]): IsTrustedProxy {
  const known = new BlockList();
  for (const proxy of proxies) {
    if (proxy === "loopback") {
      known.addSubnet("127.0.0.0", 8, "ipv4");
      known.addAddress("::1", "ipv6");
      continue;
    }
    const [address = "", bits] = proxy.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    known.addSubnet(address, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
  }
  return (address) => {
    const bare = unmappedAddress(address ?? "");
    return isIP(bare) !== 0 && known.check(bare, isIP(bare) === 6 ? "ipv6" : "ipv4");
  };
}

/** What a trusted proxy says about a request; null when no proxy has passed it on. */
export function forwardedOf(
  headers: IncomingHttpHeaders,
  isTrusted: IsTrustedProxy,
): (Pick<Arrival, "isProtocolUnknown" | "secure"> & { address: string | null; host: string | null }) | null {
  const [addresses, protocol, host] = ["for", "proto", "host"].map((name) => listOf(headers[`x-forwarded-${name}`]));
  if (!addresses?.length && !protocol?.length && !host?.length) return null;
  return {
    address: clientOf(addresses ?? [], isTrusted),
    secure: protocol?.at(-1)?.toLowerCase() === "https",
    isProtocolUnknown: !protocol?.length,
    host: host?.at(-1) ?? null,
  };
}

/**
 * Each proxy appends the address that it saw, so the list is true from its end, as far as the proxies are ours: the
 * last address that is none of theirs is the client's. What comes before it a client may have made up. Null where an
 * entry can't be read: the proxy beside it is not the client.
 */
function clientOf(addresses: readonly string[], isTrusted: IsTrustedProxy): string | null {
  let client: string | null = null;
  for (const entry of addresses.toReversed()) {
    client = addressOf(entry);
    if (client === null || !isTrusted(client)) break;
  }
  return client;
}

/** Some proxies write the port too, and IPv6 in brackets. */
function addressOf(entry: string): string | null {
  if (isIP(entry) !== 0) return entry;
  const [, v6, v4] = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?$/.exec(entry) ?? [];
  return (v6 && isIP(v6) === 6 && v6) || (v4 && isIP(v4) === 4 && v4) || null;
}

const listOf = (header: string | string[] | undefined): string[] =>
  String(header ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

/**
 * Notes where a request comes from, once, before anything else looks at it. What a trusted proxy says of the host
 * replaces the Host header, because proxies send their own there unless they are told otherwise. `onUnknownProxy` is
 * called once, for the first request that claims to be forwarded by somebody who is not trusted.
 */
export function createArrivals(
  proxies: readonly string[],
  onUnknownProxy: (address: string | undefined) => void = () => undefined,
): (request: IncomingMessage) => void {
  const isTrusted = createProxyCheck(proxies);
  let hasTold = false;
  return (request) => {
    const { address } = arrivalOf(request);
    const forwarded = forwardedOf(request.headers, isTrusted);
    if (!forwarded) return;
    if (!isTrusted(address)) {
      if (!hasTold) onUnknownProxy(address);
      hasTold = true;
      return;
    }
    const { secure, isProtocolUnknown, host } = forwarded;
    // The proxy's own address in place of an unknown one would make the visitor this machine, where both run on it.
    noteArrival(request, { address: forwarded.address ?? undefined, secure, isProtocolUnknown });
    if (host !== null) request.headers.host = host;
  };
}
