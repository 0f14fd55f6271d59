import type { ModelDetailCode } from "../model-detail";

/** What a candidate server answered. */
export type ServerCheck =
  | { answers: true /** The model that would be asked. */; model: string }
  | {
      answers: false;
      /** Why not, as `system.details` in the messages says it. */
      code: ModelDetailCode;
      values: Record<string, string | number>;
    };
