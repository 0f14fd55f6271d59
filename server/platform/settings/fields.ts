import { homedir } from "node:os";
import { z } from "zod";

/** What JavaScript's `Number` takes besides (0x10, 1e3) is a slip here. */
function numbers(shape: RegExp, kind: string) {
  return (least: number, most: number) => {
    const isWithin = (text: string) => shape.test(text) && Number(text) >= least && Number(text) <= most;
    return z.string().refine(isWithin, `must be ${kind} from ${least} to ${most}`).transform(Number);
  };
}

export const number = numbers(/^\d*\.?\d+$/, "a number");
export const wholeNumber = numbers(/^\d+$/, "a whole number");
/** 0: a free one. */
export const port = wholeNumber(0, 65_535);
export const flag = z
  .enum(["0", "1", "true", "false", "on", "off"])
  .transform((text) => text === "1" || text === "true" || text === "on");
/** A file, a folder, a program or a name; a shell would have put the home folder in place of ~. */
export const path = z.string().transform((text) => text.replace(/^~(?=\/)/, homedir()));

/** null when nobody has set it. */
export const orNull = <T>(schema: z.ZodType<T>) => schema.optional().transform((value) => value ?? null);
