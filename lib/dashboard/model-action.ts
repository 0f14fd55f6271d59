import { z } from "zod";
import { modelRoleSchema } from "../models";

/** What can be done to the process of a role's models. */
export const modelActions = ["load", "unload", "restart"] as const;
export const modelActionSchema = z.object({ role: modelRoleSchema, action: z.enum(modelActions) });
export type ModelAction = (typeof modelActions)[number];
