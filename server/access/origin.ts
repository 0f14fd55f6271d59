/**
 * Whether a WebSocket upgrade comes from one of our own pages: its `Origin` names the very host and port that it asks for.
 * `same`: yes; `foreign`: another site's page; `absent`: no browser page at all.
 */
export function classifyOrigin(origin: string | undefined, host: string | undefined): "same" | "foreign" | "absent" {
  if (origin === undefined) return "absent";
  try {
    const page = new URL(origin);
    if (page.protocol !== "http:" && page.protocol !== "https:") return "foreign";
    // Parsed with the page's scheme, so that a default port may be written or left out on either side.
    return new URL(`${page.protocol}//${host}`).host === page.host ? "same" : "foreign";
  } catch {
    return "foreign";
  }
}
