import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import { ok } from "../doctor/check";
import { sayFinding } from "./say-finding";

const folder = fileURLToPath(new URL("../doctor/checks", import.meta.url));

/**
 * The texts in a finding of the doctor's own checks, by their place: 0 name, 1 message, 2 advice. A name or a call in a
 * text stands for what the same file gives it; any other value is a 7.
 */
function textsAt(place: 0 | 1 | 2): string[] {
  const texts = new Set<string>();
  for (const name of readdirSync(folder).filter((file) => !file.endsWith(".test.ts"))) {
    const path = join(folder, name);
    const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
    const given = givenIn(source);
    const textsOf = (node: ts.Expression): string[] => {
      if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
      if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
      if (ts.isIdentifier(node)) return (given.get(node.text) ?? []).flatMap(textsOf);
      if (ts.isCallExpression(node)) return textsOf(node.expression);
      if (!ts.isTemplateExpression(node)) return [];
      return node.templateSpans.reduce(
        (all, { expression, literal }) => {
          const values = textsOf(expression);
          return all.flatMap((text) =>
            (values.length > 0 ? values : ["7"]).map((value) => text + value + literal.text),
          );
        },
        [node.head.text],
      );
    };
    forEachNode(source, (node) => {
      if (!ts.isCallExpression(node) || !/^(ok|warning|failed)$/.test(node.expression.getText())) return;
      const text = node.arguments[place];
      for (const each of text ? textsOf(text) : []) texts.add(each);
    });
  }
  return [...texts];
}

function forEachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => forEachNode(child, visit));
}

/** What each name of a file is given, and what each function returns. */
function givenIn(source: ts.SourceFile): Map<string, ts.Expression[]> {
  const given = new Map<string, ts.Expression[]>();
  forEachNode(source, (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      const { initializer } = node;
      const isShort = ts.isArrowFunction(initializer) && !ts.isBlock(initializer.body);
      given.set(node.name.text, [isShort ? (initializer.body as ts.Expression) : initializer]);
    }
    if (!ts.isFunctionDeclaration(node) || !node.name) return;
    const returned: ts.Expression[] = [];
    forEachNode(node, (each) => void (ts.isReturnStatement(each) && each.expression && returned.push(each.expression)));
    given.set(node.name.text, returned);
  });
  return given;
}

/** The same in every language. */
const properNames = ["Node", "GPU", "AVATAR", "WSL2", "AVATAR_7_MODEL"];
/** Numbers with their unit, values alone, and sentences that other sentences are in. */
const neutral = /^(7( (GiB|UTC))?|7: 7|7, 7 GB|runs, but 7|7: 7 after 7 ms \(median of 7\))$/;

it("has a Chinese name for every check that has one name", () => {
  const said = (name: string) => sayFinding(ok(name, ""), "zh-TW").name;
  expect(textsAt(0).filter((name) => said(name) === name && !properNames.includes(name))).toEqual([]);
});

it("says every sentence of the doctor in Chinese", () => {
  const texts = [...textsAt(1), ...textsAt(2)].filter((text) => !neutral.test(text));
  expect(texts.length).toBeGreaterThan(60);
  expect(texts.filter((text) => sayFinding(ok("Node", text), "zh-TW").message === text)).toEqual([]);
});

it("keeps the values of a sentence, and puts units into words", () => {
  const said = (message: string) => sayFinding(ok("Node", message), "zh-TW").message;
  expect(said("3, the newest 5 h old with 40 turns")).toBe("3 份，最新的在 5 小時前建立，含 40 輪對話");
  expect(said("3, the newest 4 days old with 40 turns")).toBe("3 份，最新的在 4 天前建立，含 40 輪對話");
  expect(said("can't be read: nvidia-smi was not found")).toBe("無法讀取：找不到 nvidia-smi");
  expect(
    said("NVIDIA RTX 3090, driver unknown, CUDA 12.4; 900 of 24576 MiB used (process 7: 5 MiB, process 8: 6 MiB)"),
  ).toBe("NVIDIA RTX 3090，驅動程式：未知，CUDA：12.4；已使用 900 MiB，共 24576 MiB（程序 7：5 MiB、程序 8：6 MiB）");
  expect(said("nobody knows this")).toBe("nobody knows this");
  expect(sayFinding(ok("Port 8000", "free"), "zh-TW")).toMatchObject({ name: "連接埠 8000", message: "可以使用" });
  expect(sayFinding(ok("Port 8000", "free"), "en")).toEqual(ok("Port 8000", "free"));
});
