import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** `server/web` writes one page without Next. */
const sourceFolders = ["app", "components", "i18n", "lib", "server/web"];

/** What a source file says about messages. */
interface SourceFile {
  namespaces: Set<string>;
  /** Texts without variables: each could be a key below a namespace. */
  literals: Set<string>;
  /** The pieces around the variables of each template that could be a key. */
  templates: string[][];
  /** Every name and word: what a variable in a template could hold. */
  names: Set<string>;
}

function readSource(path: string): SourceFile {
  const found: SourceFile = { namespaces: new Set(), literals: new Set(), templates: [], names: new Set() };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.names.add(node.text);
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.literals.add(node.text);
    if (ts.isTemplateExpression(node)) {
      const pieces = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      if (/^[\w.-]+$/.test(pieces.join(""))) found.templates.push(pieces);
    }
    const namespace = namespaceOf(node);
    if (namespace !== null) found.namespaces.add(namespace);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest));
  return found;
}

/** The namespace that `useTranslations("a.b")` opens, also as a type; "" for the root; null for any other node. */
function namespaceOf(node: ts.Node): string | null {
  const isCall = ts.isCallExpression(node);
  const opened = isCall ? node.expression : ts.isTypeQueryNode(node) ? node.exprName : null;
  if (!opened || !ts.isIdentifier(opened) || !/^(use|get)Translations$/.test(opened.text)) return null;
  const named = isCall ? node.arguments[0] : (node as ts.TypeQueryNode).typeArguments?.[0];
  const literal = named && ts.isLiteralTypeNode(named) ? named.literal : named;
  return literal && ts.isStringLiteral(literal) ? literal.text : "";
}

function sourcePaths(root: string): string[] {
  return sourceFolders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
      .map((name) => join(root, folder, name)),
  );
}

/** Whether the template can become the key: its pieces in order, and a known name or number for each variable. */
function canBecome(pieces: readonly string[], key: string, names: ReadonlySet<string>): boolean {
  const escaped = pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const values = new RegExp(`^${escaped.join("(.+)")}$`).exec(key)?.slice(1);
  return values?.every((value) => value.split(".").every((name) => names.has(name) || /^\d+$/.test(name))) ?? false;
}

/** The rest of the key below the namespace; null when the key is not in it. */
function below(namespace: string, key: string): string | null {
  if (namespace === "") return key;
  return key.startsWith(`${namespace}.`) ? key.slice(namespace.length + 1) : null;
}

/**
 * The message keys that no source can name. It reads texts, not types: a key counts as used when a file that opens one of
 * its namespaces has the rest of it as a text or a template, or when a table in any file has that rest as a text.
 */
export function unusedKeys(keys: readonly string[], root: string): string[] {
  const sources = sourcePaths(root).map(readSource);
  const all = <T>(of: (source: SourceFile) => Iterable<T>) => new Set(sources.flatMap((source) => [...of(source)]));
  const literals = all((source) => source.literals);
  const names = new Set([...all((source) => source.names), ...literals]);
  const namespaces = [...all((source) => source.namespaces)];

  return keys.filter((key) => {
    const isInTable = namespaces.some((namespace) => literals.has(below(namespace, key) ?? key));
    const isInTemplate = sources.some((source) =>
      [...source.namespaces].some((namespace) => {
        const rest = below(namespace, key);
        return rest !== null && source.templates.some((pieces) => canBecome(pieces, rest, names));
      }),
    );
    return !isInTable && !isInTemplate;
  });
}
