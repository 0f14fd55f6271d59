"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { createQueryClient } from "./query-client";

/**
 * Caches what was fetched from the server while this is mounted. It must not wrap all pages: logging out and in again
 * loads no new document, and the next person must not see what was fetched for the one before.
 */
export function ServerData({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
}
