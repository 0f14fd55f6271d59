import { isIP } from "node:net";
import { z } from "zod";
import { hostOfHeader, urlHost } from "../platform/http/host";
import { flag, path, port } from "../platform/settings/fields";
import { problem } from "../platform/settings/problem";
import { optionalProjectPath, type SettingsOf, variable } from "../platform/settings/variable";

function isNetwork(text: string): boolean {
  const [address = "", bits] = text.split("/");
  const most = isIP(address) === 6 ? 128 : 32;
  return text === "loopback" || (isIP(address) !== 0 && (bits === undefined || (/^\d+$/.test(bits) && +bits <= most)));
}

export const webVariables = {
  port: variable("PORT", port.default(8000)),
  /** The address that the server listens on. */
  host: variable(
    "HOST",
    z
      .string()
      .refine(
        (host) => isIP(host) !== 0 || /^[\w.-]+$/.test(host),
        problem("must be a name or an address, without scheme and port"),
      )
      .default("0.0.0.0"),
  ),
  /**
   * Serves HTTPS on the same port; plain HTTP then works from this machine only, and is redirected from elsewhere.
   * Without HTTPS, browsers allow the microphone on localhost only.
   */
  https: variable("AVATAR_HTTPS", flag.default(true)),
  /** More host names by which clients may address the server (a reverse proxy, a DNS name); comma-separated. */
  allowedHosts: variable(
    "AVATAR_ALLOWED_HOSTS",
    z
      .string()
      .default("")
      .transform((list) =>
        list
          .split(",")
          .map((host) => host.trim().toLowerCase())
          .filter(Boolean),
      )
      .refine(
        (hosts) => hosts.every((host) => hostOfHeader(urlHost(host)) === host),
        problem("must be names or addresses, without scheme, port and brackets"),
      ),
  ),
  /**
   * The proxies whose word is taken for a client's address and protocol: addresses and networks (10.0.0.0/8), `loopback`
   * for this machine; comma-separated.
   */
  trustedProxies: variable(
    "AVATAR_TRUSTED_PROXIES",
    z
      .string()
      .default("")
      .transform((list) =>
        list
          .split(",")
          .map((proxy) => proxy.trim().toLowerCase())
          .filter(Boolean),
      )
      .refine(
        (proxies) => proxies.every(isNetwork),
        problem("must be addresses or networks such as 10.0.0.0/8, or loopback, separated by commas"),
      ),
  ),
  /**
   * A company's certificate (with its chain) and its key, PEM files. Null: the certificate comes from this machine's own
   * authority.
   */
  tlsCert: optionalProjectPath("AVATAR_TLS_CERT", path),
  tlsKey: optionalProjectPath("AVATAR_TLS_KEY", path),
  /** In development, pages are compiled on their first request. */
  development: variable(
    "NODE_ENV",
    z
      .string()
      .optional()
      .transform((mode) => mode === "development"),
  ),
};

export type WebSettings = SettingsOf<typeof webVariables>;
