import type { Carrier } from "../inference/models/carriers";
import type { ModelId } from "../inference/models/contract";
import type { ModelUse } from "../inference/models/model-file";
import type { ModelState } from "../inference/models/store";
import { formatBytes } from "./progress";
import { formatTable } from "./table";

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
  sources.map(({ name, hasAll }) => (hasAll ? name : `${name} (in part)`)).join(", ");

/** The models by their use, two lines each; in a terminal of 80 columns no line is broken. */
export function formatModelList(models: readonly ListedModel[]): string {
  const table = formatTable(
    models.map(({ id, sizeBytes, licence, state, needed }) => [
      `${needed ? "*" : " "} ${id}`,
      formatBytes(sizeBytes).padStart(8),
      licence,
      state,
    ]),
  ).split("\n");
  const uses = [...new Set(models.map(({ use }) => use))];
  const sections = uses.map((use) => {
    const lines = models.flatMap((model, index) =>
      model.use === use ? [table[index] ?? "", `    ${model.languages}; from ${sourcesText(model.sources)}`] : [],
    );
    return [use, ...lines].join("\n");
  });
  return [...sections, "* needed by this configuration"].join("\n\n");
}
