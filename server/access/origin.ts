/**
 * Whether a request comes from one of our own pages, that is, whether its `Origin` names the host and port of the
 * request. `same`: it does; `foreign`: the page of another site; `absent`: no browser page.
 */
export function classifyOrigin(origin: string | undefined, host: string | undefined): "same" | "foreign" | "absent" {
  if (origin === undefined) return "absent";
  try {
    const page = new URL(origin);
    if (page.protocol !== "http:" && page.protocol !== "https:") return "foreign";
    // Both are parsed with the page's scheme, so that a default port may be written or left out on either side.
    return new URL(`${page.protocol}//${host}`).host === page.host ? "same" : "foreign";
  } catch {
    return "foreign";
  }
}

/**
 * Whether a writing request may use a login cookie: no other site's page has sent it. Browsers send `Origin` with every
 * such request; programs send neither header (`fetchSite`: Sec-Fetch-Site, empty when absent), and no site can make
 * them send somebody's cookie.
 */
export function isFromOwnPage(request: {
  origin: string | undefined;
  host: string | undefined;
  fetchSite: string;
}): boolean {
  const from = classifyOrigin(request.origin, request.host);
  return from === "absent" ? ["", "same-origin"].includes(request.fetchSite) : from === "same";
}
