/** Headers of every response; server/web/request-handler.ts sets them. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const plainHost = /^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/i;

/**
 * The page's Content-Security-Policy. Scripts need the nonce or come from this server; nothing comes from elsewhere.
 */
export function contentSecurityPolicy(page: { nonce: string; host: string | null; development: boolean }): string {
  // 'self' does not cover ws: in every browser, so the socket's origins are spelled out.
  const sockets = page.host && plainHost.test(page.host) ? [`ws://${page.host}`, `wss://${page.host}`] : [];
  const directives: Record<string, string[]> = {
    "default-src": ["'self'"],
    // React's development build rebuilds call stacks with eval.
    "script-src": ["'self'", `'nonce-${page.nonce}'`, ...(page.development ? ["'unsafe-eval'"] : [])],
    // Radix sets style attributes and adds small style elements of its own.
    "style-src": ["'self'", "'unsafe-inline'"],
    "connect-src": ["'self'", ...sockets],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'"],
    "media-src": ["'self'", "blob:"],
    "worker-src": ["'self'", "blob:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(" "))
    .join("; ");
}
