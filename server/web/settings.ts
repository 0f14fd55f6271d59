import { isIP } from "node:net";
import { z } from "zod";
import { hostOfHeader, urlHost } from "../platform/http/host";
import { flag, port } from "../platform/settings/fields";
import { type SettingsOf, variable } from "../platform/settings/variable";

export const webVariables = {
  port: variable("PORT", port.default(8000)),
  /** The address listened on. */
  host: variable(
    "HOST",
    z
      .string()
      .refine(
        (host) => isIP(host) !== 0 || /^[\w.-]+$/.test(host),
        "must be a name or an address, without scheme and port",
      )
      .default("0.0.0.0"),
  ),
  /** HTTPS beside plain HTTP on loopback; without it microphones work on localhost alone. */
  https: variable("AVATAR_HTTPS", flag.default(true)),
  /** Further host names that may appear in a URL (a reverse proxy, a DNS name); comma-separated. */
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
        "must be names or addresses, without scheme, port and brackets",
      ),
  ),
  /** Pages are compiled when they are asked for. */
  development: variable(
    "NODE_ENV",
    z
      .string()
      .optional()
      .transform((mode) => mode === "development"),
  ),
};

export type WebSettings = SettingsOf<typeof webVariables>;
