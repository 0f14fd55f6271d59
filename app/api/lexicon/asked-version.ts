import type { NextRequest } from "next/server";
import { z } from "zod";
import { parseInput } from "@/server/access/parse";

const versionSchema = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .optional();

/** `?version=` of an address; undefined: the newest. Throws AppError `invalid_input`. */
export function askedVersion({ nextUrl }: NextRequest): number | undefined {
  return parseInput(versionSchema, nextUrl.searchParams.get("version") ?? undefined);
}
