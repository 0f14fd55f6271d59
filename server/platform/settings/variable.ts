import { resolve } from "node:path";
import type { z } from "zod";
import type { Sentence } from "../words/sentence";
import { orNull } from "./fields";
import { problemOf } from "./problem";

/** One setting: the name of its environment variable, and how the variable's text is checked and becomes a value. */
export class Variable<T> {
  constructor(
    readonly name: string,
    private readonly parse: (text: string | undefined, projectRoot: string) => z.ZodSafeParseResult<T>,
    /** Blanks around the value are part of it; around other values they are mistakes or line ends, and removed. */
    readonly isVerbatim = false,
  ) {}

  /** `text`: undefined when the variable is not set. */
  read(text: string | undefined, projectRoot: string): { value: T } | { problems: Sentence[] } {
    const { success, data, error } = this.parse(text, projectRoot);
    return success ? { value: data } : { problems: error.issues.map(problemOf) };
  }
}

/** The variables of a wing, under the names that their values have in the configuration; groups are nested. */
export interface Variables {
  readonly [field: string]: Variable<unknown> | Variables;
}

/** The type of the variables' values. */
export type SettingsOf<V> = V extends Variable<infer T> ? T : { readonly [Field in keyof V]: SettingsOf<V[Field]> };

export interface SettingProblem {
  name: string;
  message: Sentence;
}

export const variable = <T>(name: string, schema: z.ZodType<T>) => new Variable(name, (text) => schema.safeParse(text));

/** A password or a key: blanks around it are part of it. */
export const secret = <T>(name: string, schema: z.ZodType<T>) =>
  new Variable(name, (text) => schema.safeParse(text), true);

/** A path; a relative one is resolved from the project's root, wherever the command runs. */
export const projectPath = (name: string, schema: z.ZodType<string>) =>
  new Variable(name, (text, projectRoot) => schema.transform((path) => resolve(projectRoot, path)).safeParse(text));

/** The same; null when the variable is not set. */
export const optionalProjectPath = (name: string, schema: z.ZodType<string>) =>
  new Variable(name, (text, projectRoot) =>
    orNull(schema.transform((path) => resolve(projectRoot, path))).safeParse(text),
  );

export function listVariables(variables: Variables): Variable<unknown>[] {
  return Object.values(variables).flatMap((each) => (each instanceof Variable ? [each] : listVariables(each)));
}

/** Reads all variables from their texts. `problems` names each invalid variable; `settings` then lacks its value. */
export function readVariables<V extends Variables>(
  variables: V,
  texts: Readonly<Record<string, string>>,
  projectRoot: string,
): { settings: SettingsOf<V>; problems: SettingProblem[] } {
  const problems: SettingProblem[] = [];
  const valuesOf = (group: Variables): Record<string, unknown> => {
    const entries = Object.entries(group).map(([field, each]) => {
      if (!(each instanceof Variable)) return [field, valuesOf(each)];
      const { name } = each;
      const read = each.read(texts[name], projectRoot);
      if ("value" in read) return [field, read.value];
      problems.push(...read.problems.map((message) => ({ name, message })));
      return [];
    });
    return Object.fromEntries(entries.filter((entry) => entry.length > 0));
  };
  const settings = valuesOf(variables) as SettingsOf<V>;
  return { settings, problems };
}
