/** Where a visitor reached the server, as `https://host:port`; null when it was on the server's own machine. */
export function visitorOrigin(host: string | null, secure: boolean): string | null {
  const name = (host ?? "").replace(/:\d{1,5}$/, "");
  if (name === "" || /^(?:localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/i.test(name)) return null;
  return `${secure ? "https" : "http"}://${host}`;
}
