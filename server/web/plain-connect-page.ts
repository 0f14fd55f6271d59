import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { ConnectFacts } from "../../lib/connect/connect-facts";
import { plainConnectPage, plainPageStyle } from "../../lib/connect/plain-connect-page";
import { chosenSystem } from "../../lib/connect/systems";
import { type Language, languages } from "../../lib/languages";

/** Messages, nested as in messages/*.json. */
interface Texts {
  [key: string]: string | Texts;
}
type Translate = (key: string, values?: Record<string, string>) => string;

/** Nothing but this text and its style: no script, no form, no image from anywhere. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(plainPageStyle).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * Answers the one page that plain HTTP from the network gets where there is an authority to trust; it sets no cookie and
 * knows no login. False for any other request.
 */
export function answerPlainConnectPage(
  request: IncomingMessage,
  response: ServerResponse,
  { facts, projectRoot }: { facts: ConnectFacts; projectRoot: string },
): boolean {
  const path = (request.url ?? "").split("?", 1)[0];
  if (path !== "/connect" || facts.authority === null || !["GET", "HEAD"].includes(request.method ?? "")) return false;
  const asked = new URL(request.url ?? "/", "http://localhost").searchParams;
  const language = languageOf(asked.get("lang"), request.headers["accept-language"] ?? "");
  const system = chosenSystem(asked.get("system"), request.headers["user-agent"] ?? "");
  const page = plainConnectPage({
    facts,
    host: request.headers.host ?? "",
    language,
    system,
    t: translator(projectRoot, language),
  });
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "cache-control": "no-store",
    "content-length": Buffer.byteLength(page),
  });
  response.end(request.method === "HEAD" ? undefined : page);
  return true;
}

function languageOf(asked: string | null, acceptLanguage: string): Language {
  const chosen = languages.find((language) => language === asked);
  return chosen ?? (/^\s*zh/i.test(acceptLanguage) ? "zh-TW" : "en");
}

const loaded = new Map<Language, Texts>();

/** Texts of `connect` in the messages, read once. Their placeholders are plain names. */
function translator(projectRoot: string, language: Language): Translate {
  let texts = loaded.get(language);
  if (!texts) {
    texts = JSON.parse(readFileSync(join(projectRoot, "messages", `${language}.json`), "utf8")).connect as Texts;
    loaded.set(language, texts);
  }
  const all = texts;
  return (key, values = {}) => {
    const found = key
      .split(".")
      .reduce<string | Texts | undefined>((texts, part) => (typeof texts === "object" ? texts[part] : undefined), all);
    return String(found ?? key).replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  };
}
