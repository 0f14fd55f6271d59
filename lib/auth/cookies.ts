/** Where a browser talks to AVATAR, as far as its cookies can tell: the host is part of every cookie, port and security are not. */
export interface Site {
  /** Over HTTPS. */
  secure: boolean;
  /** The port in the address that the person opened. */
  port: number;
}

/** The site of a request by its Host header; a header that names no port means the protocol's own one. */
export function siteOf(host: string | null | undefined, secure: boolean): Site {
  const port = Number(/:(\d{1,5})$/.exec(host ?? "")?.[1] ?? (secure ? 443 : 80));
  return { secure, port };
}

/** The same for a request that the main server has let in: the forwarded headers are its own, never the client's. */
export function siteOfHeaders(headers: { get(name: string): string | null }): Site {
  return siteOf(headers.get("host"), headers.get("x-forwarded-proto") === "https");
}

/** A proof or a part of one: never readable by scripts, never sent from other sites. `session` holds the login. */
export type PrivateCookie = "session" | "csrf" | "callback-url" | "pkce" | "state" | "nonce";

/**
 * Name and options of one of our private cookies. The name carries port and security because cookies know neither: two AVATARs on one
 * host would log each other out, and a browser refuses a plain cookie that has the name of a secure one without telling anybody.
 * `__Host-` makes browsers take it from this very host over HTTPS alone.
 */
export function privateCookie(kind: PrivateCookie, { secure, port }: Site) {
  const name = `${secure ? "__Host-" : ""}avatar-${port}.${kind}`;
  return { name, options: { httpOnly: true, sameSite: "lax", path: "/", secure } } as const;
}

/** The interface language before anybody is logged in: a taste and no secret, so that HTTP and HTTPS share it. */
export function localeCookieName({ port }: Site): string {
  return `avatar-${port}.locale`;
}
