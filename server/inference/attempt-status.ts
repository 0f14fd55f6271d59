import type { ModelStatus } from "../../lib/models";
import { type ModelDetail, noDetail } from "./model-detail";

/**
 * How far an attempt to bring a model up has come, in the words of ModelStatus: engines, processes and downloads all
 * say it so. lib/model-attempt has the order of its states.
 */
export type AttemptStatus = Pick<ModelStatus, "state" | "progress"> & ModelDetail;

/** A state of which nothing more is to be said. */
export const inState = (state: ModelStatus["state"]): AttemptStatus => ({ state, progress: null, ...noDetail });
