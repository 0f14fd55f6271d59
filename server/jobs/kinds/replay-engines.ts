import { AppError } from "../../../lib/errors";
import type { ModelChoice } from "../../../lib/replay/run";
import type { ChangedRole, RunModel, RunModels } from "../../inference/contract";
import type { RecordsContext } from "../../records/context";
import { candidateServerIn } from "../../records/replays/candidate-servers";
import type { ReplayRunDependencies, RunEngines } from "./replay-run";

export type OpenRunEngines = (models: RunModels) => Omit<RunEngines, "servers">;

/** Opens the engines that a run chose; a listed server is looked up when the run begins. */
export function createReplayEngines(open: OpenRunEngines): ReplayRunDependencies["openRunEngines"] {
  return async (ctx, changes) => {
    const models: RunModels = {};
    const servers: RunEngines["servers"] = {};
    for (const role of ["stt", "llm"] as const) {
      const choice = changes[role];
      if (!choice) continue;
      const model = await modelOf(ctx, role, choice);
      models[role] = model;
      if (model.kind === "server") servers[role] = model.name;
    }
    return { ...open(models), servers };
  };
}

/** Throws AppError `model_unavailable` for a server that is off the list. */
async function modelOf(ctx: RecordsContext, role: ChangedRole, choice: ModelChoice): Promise<RunModel> {
  if (choice.kind !== "candidate") return choice;
  const server = await ctx.db.read((tx) => candidateServerIn(tx, choice.candidateId));
  if (server?.role !== role) throw new AppError("model_unavailable");
  return { kind: "server", name: server.name, url: server.url, model: server.model };
}
