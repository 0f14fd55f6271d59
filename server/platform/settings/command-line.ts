import { z } from "zod";
import { problem } from "./problem";

/**
 * Parses a program and its arguments: a JSON array of strings, or words separated by spaces ("…" and '…' keep spaces
 * together). No shell is involved. The code that starts the program replaces placeholders such as `{port}`.
 */
export const commandSchema = z.string().transform((value, ctx): string[] => {
  const words = value.trimStart().startsWith("[") ? jsonWords(value) : plainWords(value);
  if (words && words.length > 0 && words[0] !== "") return words;
  const { error: message, params } = problem(
    'must be a program with its arguments, or a JSON array such as ["python3", "worker.py"]',
  );
  ctx.addIssue({ code: "custom", message, params });
  return z.NEVER;
});

function jsonWords(value: string): string[] | null {
  try {
    return z.array(z.string()).parse(JSON.parse(value));
  } catch {
    return null;
  }
}

function plainWords(value: string): string[] | null {
  const word = /(?:[^\s"']|"[^"]*"|'[^']*')+/g;
  const words = value.match(word) ?? [];
  // Only a quote that is never closed remains.
  if (/["']/.test(value.replace(word, ""))) return null;
  return words.map((each) => each.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single));
}
