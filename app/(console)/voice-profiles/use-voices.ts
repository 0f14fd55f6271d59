"use client";
import { useQueryClient } from "@tanstack/react-query";
import type { CertificateView, DraftSummary, ProfileDetail, ProfileView } from "@/lib/voice-profiles/views";
import { useFetched } from "../use-fetched";

/** A consent may be decided by somebody else meanwhile. Hidden pages do not ask. */
const everyMs = () => 20_000;

/** The saved voices that the person may see. */
export function useVoices() {
  return useFetched<ProfileView[]>(["voices"], "/api/voice-profiles", { everyMs });
}

/** One of them with everything about it; null: none is chosen. */
export function useVoice(profileId: number | null) {
  return useFetched<ProfileDetail>(["voices", profileId], `/api/voice-profiles/${profileId}`, {
    isEnabled: profileId !== null,
    everyMs,
  });
}

/** Its certificates, newest first. */
export function useVoiceConsents(profileId: number) {
  return useFetched<CertificateView[]>(["voices", profileId, "consents"], `/api/voice-profiles/${profileId}/consents`, {
    everyMs,
  });
}

/** What the person has begun to add. */
export function useDrafts() {
  return useFetched<DraftSummary[]>(["drafts"], "/api/voice-drafts", { everyMs });
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
