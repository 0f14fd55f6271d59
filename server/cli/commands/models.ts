import { type Command, InvalidArgumentError } from "commander";
import type { Config } from "../../config";
import { catalogue } from "../../models/catalogue";
import { chooseLanguageModel, isModelId, languageModelIds, neededModels } from "../../models/choose-models";
import { type ModelId, modelIds } from "../../models/contract";
import { totalBytesOf } from "../../models/model-file";
import { type PullAllProgress, pullAll } from "../../models/pull-all";
import type { LocalModelStore } from "../../models/store";
import { withModelStore } from "../environment";
import { createProgressDisplay, formatBytes } from "../progress";
import { formatTable } from "../table";

function parseIds(value: string, earlier: ModelId[] = []): ModelId[] {
  if (!isModelId(value)) throw new InvalidArgumentError(`The models are: ${modelIds.join(", ")}.`);
  return [...earlier, value];
}

/** The models that the configuration needs; finding out which language model can be had may fetch it. */
async function neededIds(
  store: LocalModelStore,
  { remote, embeddedLlm }: Config,
  options: { signal: AbortSignal; onProgress: (progress: PullAllProgress) => void },
): Promise<ModelId[]> {
  const isRemote = { stt: remote.stt !== null, llm: remote.llm !== null, tts: remote.tts !== null };
  const [, trial] = languageModelIds;
  const languageModel = remote.llm
    ? trial
    : await chooseLanguageModel(embeddedLlm, store, {
        signal: options.signal,
        onFetching: (model, progress) => options.onProgress({ ...progress, model }),
        onUnavailable: (model, reason) => console.error(`${reason}\n${trial} is taken instead of ${model}.`),
      });
  return neededModels(isRemote, languageModel);
}

async function list({ json }: { json?: boolean }): Promise<void> {
  await withModelStore(async (store) => {
    const rows = await Promise.all(
      modelIds.map(async (id) => {
        const { use, languages, licence } = catalogue[id];
        return { id, use, languages, licence, sizeBytes: totalBytesOf(catalogue[id]), state: await store.state(id) };
      }),
    );
    if (json) return void console.log(JSON.stringify(rows, null, 2));
    const header = ["model", "use", "languages", "licence", "size", "state"];
    const cells = rows.map((row) => [
      row.id,
      row.use,
      row.languages,
      row.licence,
      formatBytes(row.sizeBytes),
      row.state,
    ]);
    console.log(formatTable([header, ...cells]));
  });
}

async function pull(ids: readonly ModelId[]): Promise<void> {
  await withModelStore(async (store, config) => {
    const display = createProgressDisplay();
    const abort = new AbortController();
    process.once("SIGINT", () => abort.abort(new Error("Stopped. What has come is kept; pull again to go on.")));
    const options = { signal: abort.signal, onProgress: display.update };
    const wanted = ids.length > 0 ? ids : await neededIds(store, config, options).finally(display.end);
    const models = wanted.map((id) => catalogue[id]);
    const failures = await pullAll(store, models, options).finally(display.end);
    for (const id of wanted) {
      const failure = failures.find((one) => one.id === id);
      if (failure) console.error(failure.error instanceof Error ? failure.error.message : String(failure.error));
      else console.log(`${id}: installed`);
    }
    if (failures.length > 0) process.exitCode = 1;
  });
}

async function verify(ids: readonly ModelId[]): Promise<void> {
  await withModelStore(async (store) => {
    const states = await Promise.all(modelIds.map(async (id) => ({ id, state: await store.state(id) })));
    const present = states.filter(({ state }) => state === "installed" || state === "damaged").map(({ id }) => id);
    for (const id of ids.length > 0 ? ids : present) {
      const problems = present.includes(id) ? await store.verify(id) : [`${id} is not installed`];
      for (const problem of problems) console.error(problem);
      console.log(`${id}: ${problems.length === 0 ? "right" : "wrong"}`);
      if (problems.length > 0) process.exitCode = 1;
    }
    if (ids.length === 0 && present.length === 0) console.log("No model is installed.");
  });
}

export function addModelCommands(program: Command): void {
  const models = program.command("models").description("the speech and language models on this machine");
  models
    .command("list")
    .description("every model with its use, licence, size and state")
    .option("--json", "as JSON")
    .action(list);
  models
    .command("pull")
    .description("fetch models; without names those that the configuration needs")
    .argument("[id...]", "names as `models list` shows them", parseIds)
    .action(pull);
  models
    .command("verify")
    .description("hash the files of the installed models again")
    .argument("[id...]", "names as `models list` shows them", parseIds)
    .action(verify);
}
