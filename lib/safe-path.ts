const home = "/chat";

/**
 * Where to go after logging in: a path on this site, or the chat. `next` comes from a URL that anybody can write,
 * so another site, another scheme or a path that browsers read as another host (`//host`, `/\host`) never passes.
 */
export function safeNextPath(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/") || next.length > 2_000) return home;
  const base = "http://here.invalid";
  if (!URL.canParse(next, base)) return home;
  const url = new URL(next, base);
  const elsewhere = url.origin !== base || url.pathname.startsWith("//");
  const loop = url.pathname === "/" || /^\/(login|api)(\/|$)/.test(url.pathname);
  return elsewhere || loop ? home : `${url.pathname}${url.search}${url.hash}`;
}
