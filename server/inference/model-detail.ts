import type { ModelDetailCode, ModelDetailValues } from "../../lib/model-detail";
import type { ModelStatus } from "../../lib/models";

/** The fields of a ModelStatus that say what it is doing or why it failed; they change together. */
export type ModelDetail = Pick<ModelStatus, "detail" | "detail_code" | "detail_values">;

export const noDetail: ModelDetail = { detail: null, detail_code: null, detail_values: null };

/** `detail` is English, for /health and the log; pages show the code's text with the values. */
export function modelDetail<Code extends ModelDetailCode>(
  code: Code,
  values: ModelDetailValues<Code>,
  detail: string,
): ModelDetail {
  return { detail, detail_code: code, detail_values: values };
}
