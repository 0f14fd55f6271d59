import { type Language, languages } from "../lib/languages";

function isLanguage(value: unknown): value is Language {
  return (languages as readonly unknown[]).includes(value);
}

/** The first supported language of an Accept-Language header by its weights; every kind of Chinese counts as zh-TW. */
function fromAcceptLanguage(header: string): Language | null {
  const wanted = header
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
      const weight = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(Boolean);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    if (tag === "zh" || tag.startsWith("zh-")) return "zh-TW";
    if (tag === "en" || tag.startsWith("en-")) return "en";
  }
  return null;
}

/** What the person saved, else what was chosen in this browser, else what the browser prefers, else English. */
export function resolveLocale(preferences: {
  saved: unknown;
  cookie: unknown;
  acceptLanguage: string | null;
}): Language {
  if (isLanguage(preferences.saved)) return preferences.saved;
  if (isLanguage(preferences.cookie)) return preferences.cookie;
  return fromAcceptLanguage(preferences.acceptLanguage ?? "") ?? "en";
}
