import { isOver } from "../jobs";
import { profileNameSchema } from "./profile";
import { isBlocked, lightsFor } from "./quality";
import type { DraftView } from "./views";

/** What a voice needs before it is saved, in the order of the page. */
export const requirements = ["audio", "quality", "text", "name", "consent"] as const;
export type Requirement = (typeof requirements)[number];

/** `pending`: nobody has to do anything but wait. `blocked`: it is there and can't be used. */
export type Readiness = "missing" | "pending" | "blocked" | "done";

/** What is there and what is missing of a voice that is being added; null: there is no recording yet. */
export function readinessOf(draft: DraftView | null): Record<Requirement, Readiness> {
  const name = profileNameSchema.safeParse(draft?.name ?? "").success ? "done" : "missing";
  if (!draft) return { audio: "missing", quality: "missing", text: "missing", name, consent: "missing" };
  const isPreparing = draft.job !== null && !isOver(draft.job.state);
  const prepared = !isPreparing && draft.prepared;
  const whilePreparing = isPreparing ? "pending" : "missing";
  return {
    audio: prepared ? "done" : draft.job?.state === "failed" ? "blocked" : whilePreparing,
    quality: prepared ? (isBlocked(lightsFor(prepared.measures)) ? "blocked" : "done") : whilePreparing,
    text: draft.text.trim() !== "" ? "done" : whilePreparing,
    name,
    consent: consentOf(draft),
  };
}

function consentOf({ consent }: DraftView): Readiness {
  if (consent?.status === "accepted" || consent?.status === "review") return "done";
  return consent?.status === "checking" ? "pending" : "missing";
}

/** Everything is there but, where the person says so, the consent. */
export function canSave(readiness: Record<Requirement, Readiness>, waitsForConsent: boolean): boolean {
  return requirements.every((each) => readiness[each] === "done" || (each === "consent" && waitsForConsent));
}
