import type { OfferedModels } from "../../lib/replay/views";
import type { RecordsContext } from "../records/context";
import { readPersonaInUse } from "../records/personas/persona-in-use";

/** The models of the store that are on this disk, and the roles whose server may be asked for another one. */
export type RunModelsHere = () => Promise<{
  store: { role: "stt" | "llm"; model: string }[];
  same_server: ("stt" | "llm")[];
}>;

/** What a replay's run may change, on this machine now: of the models, and of what people are answered by. */
export function createRunModels(here: RunModelsHere, ctx: RecordsContext): () => Promise<OfferedModels> {
  return async () => {
    const { store, same_server } = await here();
    const { prompts } = await readPersonaInUse(ctx);
    return {
      store: store.map((each) => ({ ...each, name: each.model })),
      same_server,
      system_prompts: prompts,
    };
  };
}
