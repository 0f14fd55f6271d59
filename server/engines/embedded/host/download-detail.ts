import { otherProcess } from "../../../models/sources/contract";
import { type ModelDetail, modelDetail } from "../../model-detail";

/** Where a model's files come from, while they come. */
export function downloadDetail(source: string): ModelDetail {
  const detail = `Downloading from ${source}`;
  return source === otherProcess
    ? modelDetail("downloading_elsewhere", {}, detail)
    : modelDetail("downloading", { source }, detail);
}
