import type { Language } from "@/lib/languages";
import type { ProfileState } from "@/lib/voice-profiles/profile";
import type { ProfileView } from "@/lib/voice-profiles/views";
import type { BuiltinVoiceView } from "./builtin-voice";

/** What the list can be narrowed to besides words; `builtin`: the voices that come with the models. */
export const stateFilters = ["ready", "waiting", "review", "builtin"] as const satisfies (ProfileState | "builtin")[];
export type StateFilter = (typeof stateFilters)[number];

export interface VoiceFilters {
  /** Words of which each must be in a name. */
  terms: readonly string[];
  language: Language | null;
  state: StateFilter | null;
}

export function isFiltered({ terms, language, state }: VoiceFilters): boolean {
  return terms.length > 0 || language !== null || state !== null;
}

/** The profiles that fit, in their order: by their name, whose voice it is, and who brought it. */
export function matchingProfiles(profiles: readonly ProfileView[], filters: VoiceFilters): ProfileView[] {
  return profiles.filter(
    (profile) =>
      fits(filters, [profile.name, profile.speaker_name, profile.owner], [profile.language]) &&
      (filters.state === null || filters.state === profile.state),
  );
}

export function matchingBuiltin(voices: readonly BuiltinVoiceView[], filters: VoiceFilters): BuiltinVoiceView[] {
  return voices.filter(
    ({ label, languages }) =>
      fits(filters, [label], languages) && (filters.state === null || filters.state === "builtin"),
  );
}

function fits({ terms, language }: VoiceFilters, names: readonly string[], ofVoice: readonly Language[]): boolean {
  if (language !== null && !ofVoice.includes(language)) return false;
  const text = folded(names.join("\n"));
  return terms.every((term) => text.includes(folded(term)));
}

/** Full-width letters and capitals are the same to somebody who searches. */
const folded = (text: string) => text.normalize("NFKC").toLowerCase();
