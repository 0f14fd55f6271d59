import { isIP } from "node:net";
import { z } from "zod";
import { hostOfHeader, urlHost } from "../platform/http/host";
import { flag, port } from "../platform/settings/fields";
import { type SettingsOf, variable } from "../platform/settings/variable";

export const webVariables = {
  port: variable("PORT", port.default(8000)),
  /** The address that the server listens on. */
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
        "must be names or addresses, without scheme, port and brackets",
      ),
  ),
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
