import { renderSVG } from "uqr";
import type { Language } from "../languages";
import { languages } from "../languages";
import { type ConnectFacts, firstPageOf } from "./connect-facts";
import { authorityUrl, type System, systems, trustSteps } from "./systems";

export const plainPageStyle = `
:root { color-scheme: light dark; --ink: #1b1d22; --soft: #5b616e; --line: #d9dce3; --card: #fff; --page: #fafafb; --accent: #2f5bd7 }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef2; --soft: #a3a9b6; --line: #333843; --card: #191c22; --page: #111317; --accent: #8fb0ff } }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.65 system-ui, "PingFang TC", "Microsoft JhengHei", "Noto Sans TC", sans-serif }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.35rem; margin: 0 0 .25rem } h2 { font-size: 1.05rem; margin: 2rem 0 .25rem }
p, ol { margin: .25rem 0 .75rem } p { color: var(--soft) } li { margin: .4rem 0 }
a { color: var(--accent) } nav a { display: inline-block; padding: .5rem .6rem; text-decoration: none }
nav a[aria-current] { font-weight: 600; text-decoration: underline; color: var(--ink) }
.code { overflow-wrap: anywhere; font: 1rem/1.7 ui-monospace, monospace; color: var(--ink) }
.button { display: inline-block; padding: .65rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); text-decoration: none; overflow-wrap: anywhere }
.qr { width: 11rem; height: 11rem; background: #fff; border-radius: .5rem; padding: .25rem } .qr svg { display: block; width: 100%; height: 100% }
`;

/** The page for a device that does not trust the server yet. `host`: the Host header, by which the visitor reached the server. */
export function plainConnectPage(view: {
  facts: ConnectFacts;
  host: string;
  language: Language;
  system: System;
  t: (key: string, values?: Record<string, string>) => string;
}): string {
  const { facts, host, language, system, t } = view;
  const secure = `https://${host}`;
  const { file, steps } = trustSteps[system];
  const link = (query: Record<string, string>) =>
    `/connect?${new URLSearchParams({ lang: language, system, ...query })}`;
  const choices = (names: readonly [string, string, boolean][]) =>
    names
      .map(
        ([href, text, isCurrent]) =>
          `<a href="${escaped(href)}"${isCurrent ? ' aria-current="true"' : ""}>${escaped(text)}</a>`,
      )
      .join("");
  const first = firstPageOf(secure, facts);
  const text = (key: string, values?: Record<string, string>) => escaped(t(key, values));
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text("title")} · AVATAR</title>
<style>${plainPageStyle}</style>
<main>
<nav aria-label="${escaped(languages.map((each) => languageNames[each]).join(" / "))}">${choices(languages.map((each) => [link({ lang: each }), languageNames[each], each === language]))}</nav>
<h1>${text("title")}</h1>
<p>${text("intro")}</p>
<h2>1. ${text("trust.fingerprint")}</h2>
<p>${text("trust.fingerprintBody", { name: facts.authority?.name ?? "" })}</p>
<p class="code">${escaped(facts.authority?.fingerprint ?? "")}</p>
<h2>2. ${text("trust.title")}</h2>
<p>${text("trust.body")}</p>
<nav aria-label="${text("trust.system")}">${choices(systems.map((each) => [link({ system: each }), t(`trust.systems.${each}`), each === system]))}</nav>
<p><a class="button" href="${authorityUrl(file)}">${text("trust.download")} (.${file})</a></p>
<ol>${steps.map((step) => `<li>${text(`steps.${system}.${step}`)}</li>`).join("")}</ol>
<h2>3. ${text("go.title")}</h2>
<p>${text("go.body")}</p>
<p><a class="button" href="${escaped(`${secure}/connect`)}">${text("go.open", { url: secure })}</a></p>
<h2>${text("address.title")}</h2>
<p>${text("address.body")} <span class="code">${escaped(first)}</span></p>
<div class="qr" role="img" aria-label="${text("address.qr", { url: first })}">${renderSVG(first, { border: 2 })}</div>
</main>
</html>
`;
}

const languageNames: Record<Language, string> = { "zh-TW": "繁體中文", en: "English" };

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
