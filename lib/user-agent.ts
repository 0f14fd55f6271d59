/** Programs and systems by what their User-Agent contains, the more special before the more general. */
const programs = [
  ["Edg", "Edge"],
  ["OPR/", "Opera"],
  ["SamsungBrowser/", "Samsung Internet"],
  ["Firefox/", "Firefox"],
  ["FxiOS/", "Firefox"],
  ["CriOS/", "Chrome"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const systems = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["CrOS", "ChromeOS"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
] as const;

/**
 * What a person would call the program that sends this User-Agent, such as "Chrome, Windows"; null for one that is not a
 * known browser.
 */
export function browserName(userAgent: string): string | null {
  const named = (names: readonly (readonly [string, string])[]) =>
    names.find(([part]) => userAgent.includes(part))?.[1];
  const program = named(programs);
  if (!program) return null;
  return [program, named(systems)].filter((name) => name !== undefined).join(", ");
}
