import { languages } from "../../lib/languages";
import type { OfferedModels } from "../../lib/replay/views";
import { systemPrompt } from "../conversation/pipeline/system-prompt";

/** The models of the store that are on this disk, and the roles whose server may be asked for another one. */
export type RunModelsHere = () => Promise<{
  store: { role: "stt" | "llm"; model: string }[];
  same_server: ("stt" | "llm")[];
}>;

/** What a replay's run may change of the models, on this machine now. */
export function createRunModels(here: RunModelsHere): () => Promise<OfferedModels> {
  const prompts = Object.fromEntries(languages.map((language) => [language, systemPrompt(language)]));
  return async () => {
    const { store, same_server } = await here();
    return {
      store: store.map((each) => ({ ...each, name: each.model })),
      same_server,
      system_prompts: prompts as OfferedModels["system_prompts"],
    };
  };
}
