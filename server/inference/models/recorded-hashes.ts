import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileDurably } from "../../platform/files/atomic-file";
import { ExplainedError, sentence } from "../../platform/words/sentence";
import type { HubLocation, ListedFile, ListedModel, Model, ModelFile } from "./model-file";
import { AdvisedError } from "./sources/advice";
import { reasonOf } from "./sources/contract";
import type { HubRecord, UnhashedFile } from "./sources/hub-record";

/**
 * Hashes that are not in the catalogue. They are asked for until the model is installed, hence proven; from then on
 * they are kept beside it, in `MODEL/recorded-hashes.json`, and nobody is asked again.
 */
const keptName = "recorded-hashes.json";
/** SHA-256 by commit and path, so that clones with different catalogues share the file. */
const keptSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));
const keyOf = ({ repo, revision, path }: HubLocation) => `${repo}@${revision}/${path}`;

const isHashed = (file: ListedFile): file is ModelFile => file.sha256 !== null;
const isUnhashed = (file: ListedFile): file is ListedFile & UnhashedFile => file.sha256 === null && file.hub !== null;

/** The model with the hashes that it lacks, by file name; null when one is still unknown. */
function withHashes(listed: ListedModel, hashes: ReadonlyMap<string, string>): Model | null {
  const files = listed.files.map((file) => ({ ...file, sha256: file.sha256 ?? hashes.get(file.name) ?? null }));
  return files.every(isHashed) ? { ...listed, files } : null;
}

async function readKept(home: string): Promise<z.infer<typeof keptSchema>> {
  try {
    return keptSchema.parse(JSON.parse(await readFile(join(home, keptName), "utf8")));
  } catch {
    // Missing or damaged: the hub is asked again.
    return {};
  }
}

/** The model as far as this machine knows it, without any network: null when hashes are neither listed nor kept. */
export async function knownModel(listed: ListedModel, home: string): Promise<Model | null> {
  const unhashed = listed.files.filter(isUnhashed);
  const kept = unhashed.length > 0 ? await readKept(home) : {};
  const entries = unhashed.flatMap(({ name, hub }) => {
    const sha256 = kept[keyOf(hub)];
    return sha256 === undefined ? [] : [[name, sha256] as const];
  });
  return withHashes(listed, new Map(entries));
}

/**
 * The model with the hashes that one of the records has, in this order. Throws an Error that says what was tried and
 * what to do, or the signal's reason.
 */
export async function recordedModel(
  listed: ListedModel,
  home: string,
  records: readonly HubRecord[],
  signal: AbortSignal,
): Promise<Model> {
  const failures: { reason: string; advice: string | null }[] = [];
  for (const record of records) {
    try {
      const model = withHashes(listed, await record.hashesOf(listed.files.filter(isUnhashed), signal));
      if (model) return model;
    } catch (error) {
      signal.throwIfAborted();
      const advice = error instanceof AdvisedError ? error.advice : null;
      failures.push({ reason: `  ${record.name}: ${reasonOf(error)}`, advice });
    }
  }
  const advice = failures.flatMap((failure) => failure.advice ?? []);
  const values = { model: listed.id, home };
  const asIs = (line: string) => sentence("{line}", { line });
  throw new ExplainedError([
    sentence("The model {model} could not be fetched: only Hugging Face has recorded the hashes of its files.", values),
    ...failures.map(({ reason }) => asIs(reason)),
    ...advice.map(asIs),
    sentence("Then run: npx avatar models pull {model}", values),
    sentence(
      "Or copy the whole folder {home} from a machine that has the model, or name a folder of your own in place of {model}: see docs/models.md.",
      values,
    ),
  ]);
}

/** Keeps the hashes that the catalogue lacks of a model whose files have proven them. */
export async function keepHashes(listed: ListedModel, model: Model, home: string): Promise<void> {
  const names = new Set(listed.files.filter(isUnhashed).map(({ name }) => name));
  if (names.size === 0) return;
  const own = model.files.flatMap(({ name, hub, sha256 }) => (hub && names.has(name) ? [[keyOf(hub), sha256]] : []));
  const kept = { ...(await readKept(home)), ...Object.fromEntries(own) };
  await writeFileDurably(join(home, keptName), JSON.stringify(kept, null, 1), 0o666);
}
