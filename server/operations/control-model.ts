import type { z } from "zod";
import { modelActionSchema } from "../../lib/dashboard/model-action";
import { AppError } from "../../lib/errors";
import type { ModelRole } from "../../lib/models";
import { authorise } from "../access/actor";
import { parseInput } from "../access/parse";
import type { ModelControl } from "../inference/model-control";
import { appendAudit } from "../records/audit";
import type { RecordsContext } from "../records/context";

export type ControlModel = (ctx: RecordsContext, input: z.input<typeof modelActionSchema>) => Promise<void>;

/**
 * Loads, unloads or restarts the models of a role; resolves when the old process is gone, and the new one shows in the
 * models' states. Calls that were under way fail. Throws `not_found` for models that are served elsewhere.
 */
export function createControlModel(controls: Readonly<Record<ModelRole, ModelControl | null>>): ControlModel {
  return async (ctx, input) => {
    authorise(ctx.actor, "system:operate");
    const { role, action } = parseInput(modelActionSchema, input);
    const control = controls[role];
    if (!control) throw new AppError("not_found", "This model is served elsewhere.");
    await ctx.db.write((tx) =>
      appendAudit(tx, ctx, { action: `model.${action}`, entity: "model", entityId: role, before: null, after: null }),
    );
    if (action !== "load") await control.unload();
    if (action !== "unload") control.load();
  };
}
