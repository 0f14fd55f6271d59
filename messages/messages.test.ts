import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getTableColumns } from "drizzle-orm";
import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { apiTokens, candidateServers, qualityTags, replaySets, replayVerdicts, users } from "../drizzle/schema";
import { auditGroups } from "../lib/audit/actions";
import { entrances } from "../lib/audit/entrances";
import { auditFilterNames } from "../lib/audit/filter";
import { keptFields } from "../lib/audit/kept-fields";
import { errorCodeList } from "../lib/errors";
import { historyFilterSchema } from "../lib/history-filter";
import { modelDetailCodes, modelDetails } from "../lib/model-detail";
import en from "./en.json";
import { unusedKeys } from "./testing/unused-keys";
import zhTw from "./zh-TW.json";

/** Every leaf of a message file as `a.b.c` → text. */
function leaves(node: unknown, path: string[] = []): [string, unknown][] {
  if (typeof node !== "object" || node === null) return [[path.join("."), node]];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, [...path, key]));
}

/** Names of the ICU arguments and tags in a text. */
function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\s*\w+|<\w+>/g) ?? [])].sort();
}

describe("messages", () => {
  const english = new Map(leaves(en));
  const chinese = new Map(leaves(zhTw));

  it("has the same keys in both languages", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it.each([
    ["en", english],
    ["zh-TW", chinese],
  ])("has no empty text in %s", (_locale, texts) => {
    const empty = [...texts].filter(([, text]) => typeof text !== "string" || text.trim() === "");
    expect(empty).toEqual([]);
  });

  it("uses the same arguments in both languages", () => {
    const differing = [...english].filter(
      ([key, text]) => String(placeholders(String(text))) !== String(placeholders(String(chinese.get(key)))),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it("has no text that nothing shows", () => {
    // Model details, acts and their fields are compared with their own lists below.
    const keys = [...english.keys()].filter((key) => !/^(system\.details|audit\.(actions|fields))\./.test(key));
    const root = fileURLToPath(new URL("..", import.meta.url));
    expect(unusedKeys([...keys, "chat.noSuchThing"], root)).toEqual(["chat.noSuchThing"]);
  });

  it("has no place for a missing key: the compiler refuses it", () => {
    const problems: string[] = [];
    const t = createTranslator({ locale: "en", messages: en, onError: ({ code }) => problems.push(code) });
    // @ts-expect-error The types of all messages are those of en.json (i18n/next-intl.d.ts).
    t("chat.noSuchThing");
    expect(problems).toEqual(["MISSING_MESSAGE"]);
  });

  it("leaves dates and numbers to the reader's language, never to the browser's or the server's", () => {
    const own = /\.toLocale(Date|Time)?String\(|Intl\.NumberFormat\(/;
    const sources = ["app", "components", "lib"].flatMap((name) => {
      const folder = fileURLToPath(new URL(`../${name}`, import.meta.url));
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
      return files.map((file) => join(folder, file));
    });
    expect(sources.filter((path) => own.test(readFileSync(path, "utf8")))).toEqual([]);
  });

  it("leaves the punctuation between words to the messages", () => {
    // A colon, comma or bracket between two values of a template, and lists joined by one.
    const own = /\}[:,;] \$\{|\s\(\$\{|\)\} \$\{t\(|\.join\("[,;:] ?"\)/;
    const found = ["app", "components"].flatMap((name) => {
      const folder = fileURLToPath(new URL(`../${name}`, import.meta.url));
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".tsx"));
      return files.filter((file) => own.test(readFileSync(join(folder, file), "utf8")));
    });
    expect(found).toEqual([]);
  });

  it("says every error code", () => {
    expect(Object.keys(en.errors).sort()).toEqual([...errorCodeList].sort());
  });

  it("says every act of the audit log, and no others", () => {
    const said = leaves(en.audit.actions).map(([key]) => key);
    expect(said.sort()).toEqual(Object.values(auditGroups).flat().sort());
    expect(Object.keys(en.audit.groups).sort()).toEqual(Object.keys(auditGroups).sort());
    expect(Object.keys(en.audit.entities).sort()).toEqual(Object.keys(keptFields).sort());
  });

  it("says every field of the audit log, kept or left out, and no others", () => {
    const kept = Object.values(keptFields).flatMap((fields) => (fields === "all" ? [] : Object.keys(fields)));
    // Whole rows of these are handed over: what is left out of them is only said to have changed.
    const tables = [users, apiTokens, qualityTags, candidateServers, replaySets, replayVerdicts];
    const columns = tables.flatMap((table) => Object.keys(getTableColumns(table)));
    expect(Object.keys(en.audit.fields).sort()).toEqual([...new Set([...kept, ...columns])].sort());
  });

  it("says by which filters a list was narrowed, and by which entrance an act came in", () => {
    const filters = [...Object.keys(historyFilterSchema.shape), ...auditFilterNames];
    expect(Object.keys(en.audit.values.filters).sort()).toEqual([...new Set<string>(filters)].sort());
    expect(Object.keys(en.audit.values.entrances).sort()).toEqual([...entrances].sort());
  });

  it("says every model detail, with no values but its own", () => {
    expect(Object.keys(en.system.details).sort()).toEqual([...modelDetailCodes].sort());
    const needed = modelDetailCodes.map((code) => [code, placeholders(en.system.details[code])]);
    expect(needed).toEqual(modelDetailCodes.map((code) => [code, modelDetails[code].map((name) => `{${name}`).sort()]));
  });

  it("writes Chinese with full-width punctuation", () => {
    const halfWidth = [...chinese].filter(([, text]) =>
      /\p{Script=Han}[,;!?]|[,;!?]\p{Script=Han}/u.test(String(text)),
    );
    expect(halfWidth).toEqual([]);
  });
});
