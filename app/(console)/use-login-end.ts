"use client";
import { useEffect } from "react";
import { errorCodeOf } from "@/lib/errors";
import { leaveUnasked } from "./use-leaving";

/**
 * When the login ended, reloads the whole page, so that nothing of the old login stays on the screen and in memory. What
 * was typed and not saved goes too, without a question: whoever is asked may not be the person whose login it was.
 */
export function useLoginEnd(error: unknown): void {
  useEffect(() => {
    if (error && errorCodeOf(error) === "unauthorized") leaveUnasked("/login?notice=revoked");
  }, [error]);
}
