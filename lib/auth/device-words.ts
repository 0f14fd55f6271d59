/** What a browser calls itself, in words that people know; null where the name is none of these. */
export interface DeviceWords {
  browser: string | null;
  system: string | null;
}

/** The first that matches counts: most browsers name those that they want to be taken for as well. */
const browsers: [name: string, pattern: RegExp][] = [
  ["Edge", /\bEdg(?:A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Chrome|CriOS)\//],
  ["Safari", /\bVersion\/\S+ (?:Mobile\/\S+ )?Safari\//],
];
const systems: [name: string, pattern: RegExp][] = [
  ["Android", /\bAndroid\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Windows", /\bWindows NT\b/],
  ["macOS", /\bMacintosh\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Linux", /\bLinux\b/],
];

/** Browser and system of a User-Agent header. */
export function deviceWords(userAgent: string | null | undefined): DeviceWords {
  const firstOf = (known: typeof browsers) => known.find(([, pattern]) => pattern.test(userAgent ?? ""))?.[0] ?? null;
  return { browser: firstOf(browsers), system: firstOf(systems) };
}
