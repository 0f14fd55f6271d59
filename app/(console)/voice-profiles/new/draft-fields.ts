import type { Language } from "@/lib/languages";
import { type ProfileVisibility, profileNameSchema } from "@/lib/voice-profiles/profile";
import type { DraftView } from "@/lib/voice-profiles/views";

/** What a person says about a voice that they add. */
export interface DraftFields {
  name: string;
  speakerName: string;
  language: Language;
  visibility: ProfileVisibility;
  text: string;
}

/** What the page shows: what was typed and may not be stored yet, else what is stored. */
export function shownFields(edits: Partial<DraftFields>, draft: DraftView | null, language: Language): DraftFields {
  const none: DraftFields = { name: "", speakerName: "", language, visibility: "private", text: "" };
  return { ...(draft ? storedFields(draft) : none), ...edits };
}

function storedFields({ name, speaker_name: speakerName, language, visibility, text }: DraftView): DraftFields {
  return { name, speakerName, language, visibility, text };
}

/** True while something that can be stored differs from what is; spaces around it are never stored. */
export function differsFrom(draft: DraftView, edits: Partial<DraftFields>): boolean {
  const stored = storedFields(draft);
  return Object.entries(storableEdits(edits)).some(
    ([field, value]) => value.trim() !== stored[field as keyof DraftFields],
  );
}

/** What of the edits can be stored: a name that is none is kept in the page until it is one. */
export function storableEdits(edits: Partial<DraftFields>): Partial<DraftFields> {
  const { name, ...others } = edits;
  const isName = name === "" || profileNameSchema.safeParse(name).success;
  return name !== undefined && isName ? { ...others, name } : others;
}

/** The edits that were made since `sent` was stored; those of the field that has the focus stay as they are typed. */
export function editsAfter(
  edits: Partial<DraftFields>,
  sent: Partial<DraftFields>,
  focused: keyof DraftFields | null,
): Partial<DraftFields> {
  const left = Object.entries(edits).filter(
    ([field, value]) => field === focused || sent[field as keyof DraftFields] !== value,
  );
  return Object.fromEntries(left);
}
