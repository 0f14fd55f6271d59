import { isNonCommercial } from "../../../lib/licences";
import type { ListedModel, ModelUse } from "./model-file";

/** The variable that gives a role to another server; null where none can take it. */
const urlVariable: Record<ModelUse, string | null> = {
  "voice detection": null,
  "speech to text": "AVATAR_STT_URL",
  "language model": "AVATAR_LLM_URL",
  "text to speech": "AVATAR_TTS_URL",
  "speaker comparison": null,
};

/** What a person must know before using a model, and how to do without it; null when its licence allows any use. */
export function licenceNotice({ id, licence, use }: Pick<ListedModel, "id" | "licence" | "use">): string | null {
  if (!isNonCommercial(licence)) return null;
  const variable = urlVariable[use];
  const otherwise =
    variable === null ? "" : ` To use another model, name its server in ${variable}: see docs/models.md.`;
  return `${id} is licensed ${licence}: not for commercial use.${otherwise}`;
}
