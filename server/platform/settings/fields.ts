import { homedir } from "node:os";
import { z } from "zod";
import { problem } from "./problem";

/** `Number` alone would also accept 0x10 and 1e3, which are more likely mistakes in a setting. */
function numbers(shape: RegExp, refusal: (bounds: { least: number; most: number }) => ReturnType<typeof problem>) {
  return (least: number, most: number) => {
    const isWithin = (text: string) => shape.test(text) && Number(text) >= least && Number(text) <= most;
    return z.string().refine(isWithin, refusal({ least, most })).transform(Number);
  };
}

export const number = numbers(/^\d*\.?\d+$/, (bounds) => problem("must be a number from {least} to {most}", bounds));
export const wholeNumber = numbers(/^\d+$/, (bounds) =>
  problem("must be a whole number from {least} to {most}", bounds),
);
/** 0 means any free port. */
export const port = wholeNumber(0, 65_535);
/** One of these words. */
export function oneOf<const Word extends string>(words: readonly Word[]): z.ZodType<Word> {
  const isKnown = (text: unknown) => words.some((word) => word === text);
  return z.custom<Word>(isKnown, problem("must be one of {words}", { words: words.join(", ") }));
}

export const flag = oneOf(["0", "1", "true", "false", "on", "off"]).transform(
  (text) => text === "1" || text === "true" || text === "on",
);
/** A file, a folder, a program or a name. A leading ~/ means the home folder, as in a shell. */
export const path = z.string().transform((text) => text.replace(/^~(?=\/)/, homedir()));

/** Null when the variable is not set. */
export const orNull = <T>(schema: z.ZodType<T>) => schema.optional().transform((value) => value ?? null);
