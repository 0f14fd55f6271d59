import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { errorCodeList } from "../../lib/errors";
import en from "../../messages/en.json";
import zhTw from "../../messages/zh-TW.json";
import { allCommands, commandTree } from "./command-tree";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** The sources of the doctor: a finding's name stands in them, as a text or at the beginning of a template. */
const doctorSources = readdirSync(join(root, "server/tools/doctor"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => read(join("server/tools/doctor", name)))
  .join("\n");

/** Symptom → what tells it from others: `doctor: NAME` or `code: CODE`. */
function symptomsIn(page: string): { symptom: string; kind: string; name: string }[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [symptom = "", , mark = ""] = section.split("\n");
      const [, kind = "", name = ""] = /^\*(doctor|code): (.+)\*$/.exec(mark) ?? [];
      return { symptom, kind, name };
    });
}

const english = symptomsIn(read("docs/troubleshooting.md"));
const chinese = symptomsIn(read("docs/troubleshooting.zh-TW.md"));

describe.each([
  ["en", english, en.errors],
  ["zh-TW", chinese, zhTw.errors],
] as const)("troubleshooting in %s", (_language, symptoms, errors) => {
  it.each(symptoms)("$symptom is told by $kind $name", ({ symptom, kind, name }) => {
    if (kind === "doctor") return expect(doctorSources).toMatch(new RegExp(`["\`]${name}["\` ]`));
    expect(errorCodeList).toContain(name);
    // What the person reads stands in the heading as the page says it.
    const quoted = /^["「](.*)["」]$/.exec(symptom)?.[1];
    if (quoted) expect(errors[name as keyof typeof errors]).toContain(quoted);
  });
});

it("has the same symptoms in both languages", () => {
  const marks = (symptoms: typeof english) => symptoms.map(({ kind, name }) => `${kind}: ${name}`);
  expect(marks(chinese)).toEqual(marks(english));
});

const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => join("docs", name))];
const guides = [...pages.filter((name) => name.endsWith(".md")), "README.zh-TW.md"];

it.each(guides)("%s names commands and files that exist", (page) => {
  const names = allCommands(commandTree("en")).map((command) => command.name());
  const text = read(page);
  const commands = [...text.matchAll(/npx avatar ([a-z][a-z-]*)/g)].map(([, name]) => name);
  expect(commands.filter((name) => !names.includes(name ?? ""))).toEqual([]);
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path = ""]) => path);
  expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
});
