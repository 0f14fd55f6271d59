import type { ModelStatus } from "../../lib/models";
import { type ModelDetail, noDetail } from "./model-detail";

/**
 * How far an attempt to start a model has come, in the terms of ModelStatus, for engines, processes and downloads.
 * lib/model-attempt has the order of its states.
 */
export type AttemptStatus = Pick<ModelStatus, "state" | "progress"> & ModelDetail;

/** A state without progress or detail. */
export const inState = (state: ModelStatus["state"]): AttemptStatus => ({ state, progress: null, ...noDetail });
