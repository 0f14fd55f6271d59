/**
 * The address under which a browser reaches AVATAR, without the host. Browsers keep cookies apart by host, but neither
 * by port nor by HTTP and HTTPS.
 */
export interface Site {
  /** Over HTTPS. */
  secure: boolean;
  /** The port in the address that the person opened. */
  port: number;
}

/** The site of a request by its Host header. A header without a port means the protocol's default port. */
export function siteOf(host: string | null | undefined, secure: boolean): Site {
  const port = Number(/:(\d{1,5})$/.exec(host ?? "")?.[1] ?? (secure ? 443 : 80));
  return { secure, port };
}

/** The site of a request that came through the main server: the forwarded headers are its own, never the client's. */
export function siteOfHeaders(headers: { get(name: string): string | null }): Site {
  return siteOf(headers.get("host"), headers.get("x-forwarded-proto") === "https");
}

/**
 * Cookies that prove who somebody is: never readable by scripts, never sent from other sites. `session` holds the
 * login.
 */
export type PrivateCookie = "session" | "csrf" | "callback-url" | "pkce" | "state" | "nonce";

/**
 * Name and options of one of our private cookies. The name carries the port and whether it is secure, because browsers
 * do not keep cookies apart by these: two AVATARs on one host would log each other out, and a browser silently refuses
 * a plain cookie that has the name of a secure one. `__Host-` makes browsers accept the cookie only from this very
 * host over HTTPS.
 */
export function privateCookie(kind: PrivateCookie, { secure, port }: Site) {
  const name = `${secure ? "__Host-" : ""}avatar-${port}.${kind}`;
  return { name, options: { httpOnly: true, sameSite: "lax", path: "/", secure } } as const;
}

/** The interface language before anybody is logged in. It is no secret, so HTTP and HTTPS share it. */
export function localeCookieName({ port }: Site): string {
  return `avatar-${port}.locale`;
}
