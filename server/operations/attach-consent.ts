import { languages } from "../../lib/languages";
import { speakingModel, type TextToSpeech } from "../inference/contract";
import { attachConsent } from "../records/consents/attach-consent";
import type { RecordsContext } from "../records/context";

export type AttachConsent = (
  ctx: RecordsContext,
  input: Omit<Parameters<typeof attachConsent>[1], "model">,
) => Promise<{ consentId: string }>;

/** Attaches a written consent, with the model that would speak with the voice now. Throws what the verb throws. */
export function createAttachConsent(tts: TextToSpeech): AttachConsent {
  return (ctx, input) => attachConsent(ctx, { ...input, model: cloningModel(tts) });
}

/** The model that speaks with people's voices, for certificates; null where none can. */
export function cloningModel(tts: TextToSpeech): { name: string; licence: string | null } | null {
  if (!tts.canClone()) return null;
  const model = languages.map((language) => speakingModel(tts, language, "hq")).find(Boolean);
  return model ? { name: model.name, licence: model.licence } : null;
}
