import type { Carrier } from "../inference/models/carriers";
import type { ModelId } from "../inference/models/contract";
import type { ModelUse } from "../inference/models/model-file";
import type { ModelState } from "../inference/models/store";
import { formatBytes } from "./progress";
import { formatTable } from "./table";
import { say } from "./words/say";

export interface ListedModel {
  id: ModelId;
  use: ModelUse;
  languages: string;
  /** SPDX expression. */
  licence: string;
  sizeBytes: number;
  sources: readonly Carrier[];
  state: ModelState;
  /** By this configuration. */
  needed: boolean;
}

const sourcesText = (sources: readonly Carrier[]) =>
  sources.map(({ name, hasAll }) => (hasAll ? name : say("{name} (in part)", { name }))).join(", ");

const originOf = ({ languages, sources }: ListedModel) =>
  say("{languages}; from {sources}", { languages: say(languages), sources: sourcesText(sources) });

const stateWords: Record<ModelState, () => string> = {
  installed: () => say("installed"),
  incomplete: () => say("incomplete"),
  damaged: () => say("damaged"),
  absent: () => say("absent"),
};

/** The models by their use, two lines each; in a terminal of 80 columns no line is broken. */
export function formatModelList(models: readonly ListedModel[]): string {
  const table = formatTable(
    models.map(({ id, sizeBytes, licence, state, needed }) => [
      `${needed ? "*" : " "} ${id}`,
      formatBytes(sizeBytes).padStart(8),
      licence,
      stateWords[state](),
    ]),
  ).split("\n");
  const uses = [...new Set(models.map(({ use }) => use))];
  const sections = uses.map((use) => {
    const lines = models.flatMap((model, index) =>
      model.use === use ? [table[index] ?? "", `    ${originOf(model)}`] : [],
    );
    return [say(use), ...lines].join("\n");
  });
  return [...sections, `* ${say("needed by this configuration")}`].join("\n\n");
}
