import type { NextRequest } from "next/server";
import { AppError } from "@/lib/errors";

/** The body, unchecked. Throws AppError `invalid_input` when it is not JSON. */
export async function jsonBody(request: NextRequest): Promise<unknown> {
  return request.json().catch(() => {
    throw new AppError("invalid_input", "The body is not JSON.");
  });
}
