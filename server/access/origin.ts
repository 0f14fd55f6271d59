/**
 * Whether a WebSocket upgrade comes from one of our own pages, that is, whether its `Origin` names the host and port of
 * the request. `same`: it does; `foreign`: the page of another site; `absent`: no browser page.
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
