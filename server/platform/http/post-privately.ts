import { lookup as resolveName } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPrivateAddress } from "./private-address";

/** Why a request was not answered. */
export class PrivatePostFailure extends Error {
  constructor(
    readonly reason: "unresolved" | "outside" | "unreachable" | "certificate" | "timeout",
    options?: ErrorOptions,
  ) {
    super(`The request was not answered: ${reason}.`, options);
  }
}

export interface PrivatePost {
  /** http or https */
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  signal: AbortSignal;
  /** The addresses of a name; for tests. */
  resolve?: (name: string) => Promise<readonly { address: string; family: number }[]>;
}

type Resolve = NonNullable<PrivatePost["resolve"]>;

const resolveAll: Resolve = (name) => resolveName(name, { all: true });

/**
 * Sends a body to a server of this machine or a private network, and to no other: the name is resolved first, every
 * address is checked, and the connection goes to one that was. No redirect is followed, no answer is read. Resolves
 * with the status. Throws PrivatePostFailure, and the signal's reason.
 */
export async function postPrivately({ url, headers, body, timeoutMs, signal, resolve = resolveAll }: PrivatePost) {
  const { protocol } = new URL(url);
  const addresses = await privateAddressesOf(url, resolve);
  signal.throwIfAborted();
  return new Promise<number>((settle, reject) => {
    const request = (protocol === "https:" ? https : http).request(url, {
      ...{ method: "POST", headers, signal, lookup: always(addresses), agent: false },
    });
    // Node's own time-out begins anew with each byte; a receiver must not hold the queue.
    const late = setTimeout(() => request.destroy(new PrivatePostFailure("timeout")), timeoutMs);
    request.on("response", (response) => {
      settle(response.statusCode ?? 0);
      response.destroy();
    });
    request.on("error", (error) => reject(signal.aborted ? signal.reason : failureOf(error)));
    request.on("close", () => clearTimeout(late));
    request.end(body);
  });
}

/**
 * The addresses that a URL leads to, all of them of this machine or a private network. Throws PrivatePostFailure:
 * `outside`, or `unresolved`.
 */
export async function privateAddressesOf(url: string, resolve: Resolve = resolveAll) {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await addressesOf(host, resolve);
  if (!addresses.every(({ address }) => isPrivateAddress(address))) throw new PrivatePostFailure("outside");
  return addresses;
}

async function addressesOf(host: string, resolve: Resolve) {
  const found = await resolve(host).catch((cause: unknown) => {
    throw new PrivatePostFailure("unresolved", { cause });
  });
  if (found.length === 0) throw new PrivatePostFailure("unresolved");
  return found;
}

/** A name could resolve to another address the second time. */
function always(addresses: readonly { address: string; family: number }[]): LookupFunction {
  return (_, options, done) => {
    const [first] = addresses;
    if (options.all) done(null, [...addresses]);
    else done(null, first?.address ?? "", first?.family);
  };
}

function failureOf(error: NodeJS.ErrnoException): Error {
  if (error instanceof PrivatePostFailure) return error;
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|ISSUER/.test(error.code ?? "");
  return new PrivatePostFailure(isCertificate ? "certificate" : "unreachable", { cause: error });
}
