import type { Config } from "../../../config/config";
import { programOf } from "../../../platform/program";
import type { DoctorContext, SharedFacts } from "../context";

/** The facts on a machine on which no AVATAR runs and no model is needed. */
export const noFacts: SharedFacts = {
  answering: async () => null,
  isAvatarRunning: async () => false,
  inventory: async () => ({ verified: [], damaged: [], missing: [] }),
};

/** The context of checks with this configuration, and with a store that holds no model. */
export function withoutModels(config: Config): DoctorContext {
  const store = { state: async () => "absent" as const, installed: async () => null };
  const rest = { ensure: () => Promise.reject(new Error("not here")), verify: async () => [], close: async () => {} };
  const program = { requiredNode: ">=20.17", builtMs: 0, projectRoot: programOf(import.meta.url).projectRoot };
  return { config, store: { ...store, ...rest }, environment: process.env, program };
}
