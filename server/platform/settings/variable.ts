import { resolve } from "node:path";
import type { z } from "zod";
import { orNull } from "./fields";

/** One setting: the name of its environment variable, and how the variable's text is checked and becomes a value. */
export class Variable<T> {
  constructor(
    readonly name: string,
    private readonly parse: (text: string | undefined, projectRoot: string) => z.ZodSafeParseResult<T>,
    /** Taken as it is; around any other value blanks are a slip, or the line end of another system. */
    readonly isVerbatim = false,
  ) {}

  /** `text`: undefined when nobody has set it. */
  read(text: string | undefined, projectRoot: string): { value: T } | { problems: string[] } {
    const { success, data, error } = this.parse(text, projectRoot);
    return success ? { value: data } : { problems: error.issues.map(({ message }) => message) };
  }
}

/** The variables of a wing, by the name that each value has in the configuration; groups of them are nested. */
export interface Variables {
  readonly [field: string]: Variable<unknown> | Variables;
}

/** What the variables' values are together. */
export type SettingsOf<V> = V extends Variable<infer T> ? T : { readonly [Field in keyof V]: SettingsOf<V[Field]> };

export interface SettingProblem {
  name: string;
  message: string;
}

export const variable = <T>(name: string, schema: z.ZodType<T>) => new Variable(name, (text) => schema.safeParse(text));

/** A password or a key: its blanks belong to it. */
export const secret = <T>(name: string, schema: z.ZodType<T>) =>
  new Variable(name, (text) => schema.safeParse(text), true);

/** A path; a relative one is the project's, wherever a command is run. */
export const projectPath = (name: string, schema: z.ZodType<string>) =>
  new Variable(name, (text, projectRoot) => schema.transform((path) => resolve(projectRoot, path)).safeParse(text));

/** The same, null when nobody has set it. */
export const optionalProjectPath = (name: string, schema: z.ZodType<string>) =>
  new Variable(name, (text, projectRoot) =>
    orNull(schema.transform((path) => resolve(projectRoot, path))).safeParse(text),
  );

export function listVariables(variables: Variables): Variable<unknown>[] {
  return Object.values(variables).flatMap((each) => (each instanceof Variable ? [each] : listVariables(each)));
}

/** Reads all variables from their texts. `problems` has a line for each that is not valid; then `settings` lacks it. */
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
