import { stat } from "node:fs/promises";
import { catalogue } from "../../../inference/models/catalogue";
import type { ModelId } from "../../../inference/models/contract";
import { licenceNotice } from "../../../inference/models/licence";
import { totalBytesOf } from "../../../inference/models/model-file";
import { isFolder } from "../../../inference/models/server-models";
import type { LocalModelStore } from "../../../inference/models/store";
import { type Finding, failed, ok, warning } from "../check";

/** Which of the needed models are on this machine. */
export interface ModelInventory {
  verified: readonly ModelId[];
  damaged: readonly ModelId[];
  missing: readonly ModelId[];
}

/** Inspects the model store. Like a start, it hashes files again that have changed since they were last hashed. */
export async function takeInventory(
  store: Pick<LocalModelStore, "state" | "installed">,
  needed: readonly ModelId[],
): Promise<ModelInventory> {
  const states = await Promise.all(
    needed.map(async (id) => {
      const state = await store.state(id);
      if (state !== "installed") return { id, state: state === "damaged" ? state : "missing" } as const;
      return { id, state: (await store.installed(id)) ? "verified" : "damaged" } as const;
    }),
  );
  const idsIn = (wanted: "verified" | "damaged" | "missing") =>
    states.filter(({ state }) => state === wanted).map(({ id }) => id);
  return { verified: idsIn("verified"), damaged: idsIn("damaged"), missing: idsIn("missing") };
}

const bytesOf = (ids: readonly ModelId[]) => ids.reduce((sum, id) => sum + totalBytesOf(catalogue[id]), 0);

/** At most how many bytes must still be fetched. */
export const missingBytesOf = ({ missing, damaged }: ModelInventory): number => bytesOf([...missing, ...damaged]);

const namesWithLicences = (ids: readonly ModelId[]) => ids.map((id) => `${id} (${catalogue[id].licence})`).join(", ");

export function modelFindings(inventory: ModelInventory): Finding[] {
  const { verified, damaged, missing } = inventory;
  const pull = "npm start fetches them; npx avatar models pull does so now.";
  const notices = [...verified, ...damaged, ...missing].flatMap((id) => {
    const notice = licenceNotice(catalogue[id]);
    return notice ? [warning("Licence", notice, "Check that your use is allowed before others use it.")] : [];
  });
  return [
    ...(verified.length > 0 ? [ok("Models", `installed and verified: ${namesWithLicences(verified)}`)] : []),
    ...(missing.length > 0
      ? [warning("Missing models", `${namesWithLicences(missing)}, ${(bytesOf(missing) / 1e9).toFixed(2)} GB`, pull)]
      : []),
    ...damaged.map((id) =>
      failed("Damaged model", `${id} has missing or wrong files`, `Run: npx avatar models pull ${id}`),
    ),
    ...notices,
  ];
}

/** Says which folders hold models of earlier versions: AVATAR never deletes them. */
export function retiredFindings(folders: readonly string[]): Finding[] {
  return folders.map((folder) =>
    ok("Unused model", `${folder}: this version of AVATAR does not use it; delete it if no other does`),
  );
}

/**
 * Checks a model in AVATAR_*_MODEL that is not in the catalogue: a folder, or a Hugging Face name. Model processes are
 * started without access to the hub, so a named model must be in its cache already.
 */
export async function ownModelFinding(role: string, model: string): Promise<Finding> {
  const name = `AVATAR_${role.toUpperCase()}_MODEL`;
  if (!isFolder(model)) return ok(name, `${model}, if it is in Hugging Face's cache: it is not fetched`);
  const isThere = await stat(model).then(
    () => true,
    () => false,
  );
  return isThere
    ? ok(name, model)
    : failed(name, `${model} is not there`, `Correct ${name}: a folder, or a catalogue's id.`);
}
