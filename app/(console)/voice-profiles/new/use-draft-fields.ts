"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { actionValue } from "@/app/action-answer";
import { type ErrorCode, errorCodeOf } from "@/lib/errors";
import type { Language } from "@/lib/languages";
import type { DraftView } from "@/lib/voice-profiles/views";
import { changeDraftAction } from "../actions";
import { type DraftFields, differsFrom, editsAfter, shownFields, storableEdits } from "./draft-fields";

/** After this long without a key, what was typed is stored. */
const typingPauseMs = 600;

interface DraftFieldsOptions {
  draft: DraftView | null;
  /** Until somebody says otherwise. */
  language: Language;
  refresh: () => Promise<unknown>;
}

/** The fields of a voice that is being added: kept in the page before there is a draft, stored in it as they are typed. */
export function useDraftFields({ draft, language, refresh }: DraftFieldsOptions) {
  const [edits, setEdits] = useState<Partial<DraftFields>>({});
  const [failedCode, setFailedCode] = useState<ErrorCode | null>(null);
  const focused = useRef<keyof DraftFields | null>(null);
  const draftId = draft && !draft.is_saved ? draft.id : null;
  const hasUnstored = draft !== null && differsFrom(draft, edits);
  const latest = useRef({ edits, draftId, refresh, hasUnstored });
  latest.current = { edits, draftId, refresh, hasUnstored };

  /** Stores what was typed; false where that failed. */
  const store = useCallback(async (): Promise<boolean> => {
    const { draftId: profileId, refresh: refreshDraft } = latest.current;
    const sent = storableEdits(latest.current.edits);
    if (profileId === null || Object.keys(sent).length === 0 || !latest.current.hasUnstored) return true;
    try {
      await actionValue(changeDraftAction({ profileId, ...sent }));
      await refreshDraft();
      setEdits((now) => editsAfter(now, sent, focused.current));
      setFailedCode(null);
      return true;
    } catch (error) {
      setFailedCode(errorCodeOf(error));
      return false;
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each edit begins the pause anew, and a draft that has begun takes over what was typed before it
  useEffect(() => {
    const timer = setTimeout(() => void store(), typingPauseMs);
    return () => clearTimeout(timer);
  }, [edits, draftId, store]);

  const fields = shownFields(edits, draft, language);
  return {
    fields,
    set: <Field extends keyof DraftFields>(field: Field, value: DraftFields[Field]) =>
      setEdits((now) => ({ ...now, [field]: value })),
    /** Which field has the focus: what is typed there is never replaced. */
    focus: (field: keyof DraftFields | null) => {
      focused.current = field;
      if (field === null) void store();
    },
    /** Everything that was said about the voice belongs to the next recording too, but its words. */
    keepForNext: () => {
      const { name, speakerName, visibility, language: spoken } = fields;
      setEdits({ name, speakerName, visibility, language: spoken });
    },
    store,
    hasUnstored,
    failedCode,
  };
}
