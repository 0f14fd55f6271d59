"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { errorCodeOf } from "@/lib/errors";
import type { CertificateView, DraftSummary, ProfileDetail, ProfileView } from "@/lib/voice-profiles/views";
import { fetchGood } from "../fetch-conversation";
import { useLoginEnd } from "../use-login-end";

/** A consent may be decided by somebody else meanwhile. Hidden pages do not ask. */
const freshEveryMs = 20_000;

/** The saved voices that the person may see. */
export function useVoices() {
  return useFetched<ProfileView[]>(["voices"], "/api/voice-profiles");
}

/** One of them with everything about it; null: none is chosen. */
export function useVoice(profileId: number | null) {
  return useFetched<ProfileDetail>(["voices", profileId], `/api/voice-profiles/${profileId}`, profileId !== null);
}

/** Its certificates, newest first. */
export function useVoiceConsents(profileId: number) {
  return useFetched<CertificateView[]>(["voices", profileId, "consents"], `/api/voice-profiles/${profileId}/consents`);
}

/** What the person has begun to add. */
export function useDrafts() {
  return useFetched<DraftSummary[]>(["drafts"], "/api/voice-drafts");
}

/** Fetches everything about voices again; call it after a change. */
export function useVoicesChanged(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ["voices"] }),
      client.invalidateQueries({ queryKey: ["drafts"] }),
    ]);
  };
}

function useFetched<Value>(queryKey: readonly unknown[], path: string, enabled = true) {
  const query = useQuery({
    queryKey,
    // Without the query's signal: Next may never finish a request whose client has left, which costs the server a slot.
    queryFn: async () => (await (await fetchGood(path)).json()) as Value,
    enabled,
    refetchInterval: freshEveryMs,
    retry: (count, error) => count < 1 && !["unauthorized", "not_found"].includes(errorCodeOf(error)),
  });
  useLoginEnd(query.error);
  return {
    data: query.data,
    isPending: enabled && query.isPending,
    errorCode: query.isError ? errorCodeOf(query.error) : null,
    retry: () => void query.refetch(),
  };
}
