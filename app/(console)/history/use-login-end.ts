"use client";
import { useEffect } from "react";
import { errorCodeOf } from "@/lib/errors";

/** When the login has ended: a full load, so that nothing of the old one stays in memory. */
export function useLoginEnd(error: unknown): void {
  useEffect(() => {
    if (error && errorCodeOf(error) === "unauthorized") window.location.assign("/login?notice=revoked");
  }, [error]);
}
