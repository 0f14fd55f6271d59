import { homedir } from "node:os";
import { z } from "zod";

/** `Number` alone would also accept 0x10 and 1e3, which are more likely mistakes in a setting. */
function numbers(shape: RegExp, kind: string) {
  return (least: number, most: number) => {
    const isWithin = (text: string) => shape.test(text) && Number(text) >= least && Number(text) <= most;
    return z.string().refine(isWithin, `must be ${kind} from ${least} to ${most}`).transform(Number);
  };
}

export const number = numbers(/^\d*\.?\d+$/, "a number");
export const wholeNumber = numbers(/^\d+$/, "a whole number");
/** 0 means any free port. */
export const port = wholeNumber(0, 65_535);
export const flag = z
  .enum(["0", "1", "true", "false", "on", "off"])
  .transform((text) => text === "1" || text === "true" || text === "on");
/** A file, a folder, a program or a name. A leading ~/ means the home folder, as in a shell. */
export const path = z.string().transform((text) => text.replace(/^~(?=\/)/, homedir()));

/** Null when the variable is not set. */
export const orNull = <T>(schema: z.ZodType<T>) => schema.optional().transform((value) => value ?? null);
