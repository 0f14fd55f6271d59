"use client";
import { useEffect } from "react";
import { errorCodeOf } from "@/lib/errors";

/** When the login ended, reloads the whole page, so that nothing of the old login stays in memory. */
export function useLoginEnd(error: unknown): void {
  useEffect(() => {
    if (error && errorCodeOf(error) === "unauthorized") window.location.assign("/login?notice=revoked");
  }, [error]);
}
