import { type Command, InvalidArgumentError } from "commander";
import type { Config } from "../../config/config";
import { carriersOf } from "../../inference/models/carriers";
import { catalogue } from "../../inference/models/catalogue";
import { chooseLanguageModel, isModelId, languageModelHere, neededModels } from "../../inference/models/choose-models";
import { type ModelId, modelIds } from "../../inference/models/contract";
import { languageModelIds } from "../../inference/models/language-models";
import { licenceNotice } from "../../inference/models/licence";
import { totalBytesOf } from "../../inference/models/model-file";
import { type PullAllProgress, pullAll } from "../../inference/models/pull-all";
import { defaultServerModels } from "../../inference/models/server-models";
import type { LocalModelStore } from "../../inference/models/store";
import { withModelStore } from "../environment";
import { formatModelList } from "../model-list";
import { createDownloadDisplay } from "../progress";
import { stopSignal } from "../stop-signals";
import { explainError } from "../words/explain-error";
import { languageOf } from "../words/language";
import { say } from "../words/say";

/** The name of a set: the default models of the Whisper, vLLM and F5-TTS processes. */
const gpuSet = "gpu";

function parseIds(value: string, earlier: ModelId[] = []): ModelId[] {
  if (!isModelId(value))
    throw new InvalidArgumentError(say("The models are: {names}.", { names: modelIds.join(", ") }));
  return [...earlier, value];
}

function parseIdsAndSets(value: string, earlier: ModelId[] = []): ModelId[] {
  return value === gpuSet ? [...earlier, ...Object.values(defaultServerModels)] : parseIds(value, earlier);
}

/** The models that the configuration needs. Choosing the language model tries to fetch it. */
async function neededIds(
  store: LocalModelStore,
  config: Config,
  options: { signal: AbortSignal; onProgress: (progress: PullAllProgress) => void },
): Promise<ModelId[]> {
  if (config.serving.llm.kind !== "embedded") return neededModels(config, []);
  const [, smaller] = languageModelIds;
  const languageModel = await chooseLanguageModel(config.embeddedLlm, store, {
    signal: options.signal,
    onFetching: (model, progress) => options.onProgress({ ...progress, model }),
    onUnavailable: (model, reason) =>
      console.error(`${reason}\n${say("{smaller} is taken instead of {model}.", { smaller, model })}`),
  });
  return neededModels(config, [languageModel]);
}

/** Prints the notices of licences that restrict commercial use; shown when such a model is fetched or listed. */
function printLicenceNotices(ids: readonly ModelId[]): void {
  for (const id of ids) {
    const notice = licenceNotice(catalogue[id]);
    if (notice) console.error(notice);
  }
}

async function list({ json }: { json?: boolean }): Promise<void> {
  await withModelStore(async (store, config) => {
    const needed = neededModels(config, [await languageModelHere(config.embeddedLlm, store)]);
    const rows = await Promise.all(
      modelIds.map(async (id) => {
        const { use, languages, licence } = catalogue[id];
        const sizeBytes = totalBytesOf(catalogue[id]);
        const sources = carriersOf(catalogue[id]);
        const state = await store.state(id);
        return { id, use, languages, licence, sizeBytes, sources, state, needed: needed.includes(id) };
      }),
    );
    console.log(json ? JSON.stringify(rows, null, 2) : formatModelList(rows));
    if (!json) printLicenceNotices(rows.filter((row) => row.needed || row.state !== "absent").map(({ id }) => id));
  });
}

async function pull(ids: readonly ModelId[]): Promise<void> {
  await withModelStore(async (store, config) => {
    const display = createDownloadDisplay();
    const signal = stopSignal(say("Stopped. What has come is kept; pull again to go on."));
    const options = { signal, onProgress: display.update };
    const wanted = ids.length > 0 ? ids : await neededIds(store, config, options).finally(display.end);
    printLicenceNotices(wanted);
    const models = wanted.map((id) => catalogue[id]);
    const failures = await pullAll(store, models, options).finally(display.end);
    for (const id of wanted) {
      const failure = failures.find((one) => one.id === id);
      if (failure) console.error(explainError(failure.error, languageOf(process.env)));
      else console.log(`${id}: ${say("installed")}`);
    }
    if (failures.length > 0) process.exitCode = 1;
  });
}

async function verify(ids: readonly ModelId[]): Promise<void> {
  await withModelStore(async (store) => {
    const states = await Promise.all(modelIds.map(async (id) => ({ id, state: await store.state(id) })));
    const present = states.filter(({ state }) => state === "installed" || state === "damaged").map(({ id }) => id);
    for (const id of ids.length > 0 ? ids : present) {
      const problems = present.includes(id) ? await store.verify(id) : [say("{id} is not installed", { id })];
      for (const problem of problems) console.error(problem);
      console.log(`${id}: ${problems.length === 0 ? say("right") : say("wrong")}`);
      if (problems.length > 0) process.exitCode = 1;
    }
    if (ids.length === 0 && present.length === 0) console.log(say("No model is installed."));
  });
}

export function addModelCommands(commands: Command): void {
  const models = commands.command("models").description("the speech and language models on this machine");
  models
    .command("list")
    .description(
      "every model with its use, size, licence and state, where it can be had, and whether it is needed here",
    )
    .option("--json", "as JSON")
    .action(list);
  models
    .command("pull")
    .description("fetch models; without names those that the configuration needs")
    .argument(
      "[id...]",
      `names as \`models list\` shows them; \`${gpuSet}\`: the set for Whisper, vLLM and F5-TTS`,
      parseIdsAndSets,
    )
    .action(pull);
  models
    .command("verify")
    .description("hash the files of the installed models again")
    .argument("[id...]", "names as `models list` shows them", parseIds)
    .action(verify);
}
