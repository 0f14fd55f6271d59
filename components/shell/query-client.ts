import { QueryClient } from "@tanstack/react-query";

/**
 * Asks and acts at once, whatever the browser says about its network: the server may be this very machine. An act that
 * can't be sent fails, and is not kept to be sent later, when nobody expects it any more.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 10_000, retry: 1, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
}
