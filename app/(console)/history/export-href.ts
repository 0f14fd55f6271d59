/** Where a ZIP of conversations comes from; its pages show times by the reader's clock. */
export function exportHref(path: string, timeZone: string, query = ""): string {
  const search = new URLSearchParams(query);
  search.set("time_zone", timeZone);
  return `${path}?${search}`;
}
