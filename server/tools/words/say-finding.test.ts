import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import { ok } from "../doctor/check";
import { findingNames } from "./doctor-zh-TW";
import { sayFinding } from "./say-finding";

const folder = fileURLToPath(new URL("../doctor/checks", import.meta.url));

/** The texts that stand whole in a finding of the doctor's own checks, by their place: 0 name, 1 message, 2 advice. */
function textsAt(place: 0 | 1 | 2): string[] {
  const texts = new Set<string>();
  for (const name of readdirSync(folder).filter((file) => !file.endsWith(".test.ts"))) {
    const path = join(folder, name);
    const visit = (node: ts.Node): void => {
      ts.forEachChild(node, visit);
      if (!ts.isCallExpression(node) || !/^(ok|warning|failed)$/.test(node.expression.getText())) return;
      const text = node.arguments[place];
      if (text && ts.isStringLiteral(text)) texts.add(text.text);
    };
    visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true));
  }
  return [...texts];
}

/** The same in every language. */
const properNames = ["Node", "GPU", "AVATAR", "WSL2"];

it("has a Chinese name for every check that has one name", () => {
  expect(textsAt(0).filter((name) => !(name in findingNames) && !properNames.includes(name))).toEqual([]);
});

it("says every whole sentence of the doctor in Chinese", () => {
  const texts = [...textsAt(1), ...textsAt(2)];
  expect(texts.length).toBeGreaterThan(30);
  expect(texts.filter((text) => sayFinding(ok("Node", text), "zh-TW").message === text)).toEqual([]);
});

it("keeps the values of a sentence, and puts units into words", () => {
  const said = (message: string) => sayFinding(ok("Node", message), "zh-TW").message;
  expect(said("3, the newest 5 h old with 40 turns")).toBe("3 份，最新的在 5 小時前建立，含 40 輪對話");
  expect(said("3, the newest 4 days old with 40 turns")).toBe("3 份，最新的在 4 天前建立，含 40 輪對話");
  expect(said("nobody knows this")).toBe("nobody knows this");
  expect(sayFinding(ok("Port 8000", "free"), "zh-TW")).toMatchObject({ name: "連接埠 8000", message: "可以使用" });
  expect(sayFinding(ok("Port 8000", "free"), "en")).toEqual(ok("Port 8000", "free"));
});
