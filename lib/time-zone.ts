import { z } from "zod";

/** A time zone as browsers name it, such as Asia/Taipei. */
export const timeZoneSchema = z.string().min(1).max(64).refine(isTimeZone, "no time zone that is known here");

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}
