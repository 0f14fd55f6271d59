import type { Language, SpeechMode } from "@/lib/languages";
import { languages } from "@/lib/languages";
import { defaultRepeats, type ModelChoice, mostRepeats, type RunChanges, runChangesSchema } from "@/lib/replay/run";
import type { RunOffer } from "@/lib/replay/views";
import { type NumberRange, numberIn, rangeOf } from "@/lib/typed-number";

/** A model as the dialog's list has it: as recorded, `store:NAME`, `candidate:ID`, or another name on the server. */
export const asRecorded = "recorded";
export const sameServer = "same_server";

/** What a person typed and chose for a new run. */
export interface RunForm {
  name: string;
  stt: string;
  llm: string;
  /** The names where `sameServer` is chosen. */
  sttName: string;
  llmName: string;
  temperature: string;
  seed: string;
  voice: string;
  mode: SpeechMode | typeof asRecorded;
  lexicon: string;
  prompts: Record<Language, string> | null;
  repeats: string;
}

/** A run that changes nothing yet. */
export const nothingChanged: Omit<RunForm, "name"> = {
  ...{ stt: asRecorded, llm: asRecorded, voice: asRecorded, mode: asRecorded },
  ...{ sttName: "", llmName: "", temperature: "", seed: "", lexicon: "" },
  prompts: null,
  repeats: String(defaultRepeats(null)),
};

/** The numbers of a run, in the order of the dialog; an empty one is as it was recorded. */
export const runNumbers = ["temperature", "seed", "lexicon", "repeats"] as const;
export type RunNumber = (typeof runNumbers)[number];

const { temperature, seed, lexiconVersion } = runChangesSchema.shape;
/** What each of them takes; the lexicon has no version after the newest. */
export const runRanges = (newestLexicon: number): Readonly<Record<RunNumber, NumberRange>> => ({
  temperature: rangeOf(temperature.unwrap()),
  seed: rangeOf(seed.unwrap()),
  lexicon: { ...rangeOf(lexiconVersion.unwrap()), max: newestLexicon },
  repeats: { min: 1, max: mostRepeats, isWhole: true },
});

/** The numbers that are none, or out of their range. */
export function wrongNumbers(form: RunForm, newestLexicon: number): RunNumber[] {
  const ranges = runRanges(newestLexicon);
  const isWrong = (value: number | null, name: RunNumber) =>
    Number.isNaN(value) || (value === null && name === "repeats");
  return runNumbers.filter((name) => isWrong(numberIn(form[name], ranges[name]), name));
}

/** What it changes, of what people are answered with now; null while something in it does not fit. */
export function runOf(
  form: RunForm,
  now: Pick<RunOffer, "system_prompts" | "lexicon_version">,
): { name: string; repeats: number; changes: RunChanges } | null {
  const stt = modelOf(form.stt, form.sttName);
  const llm = modelOf(form.llm, form.llmName);
  const ranges = runRanges(now.lexicon_version);
  const [temperature, seed, lexicon, repeats] = runNumbers.map((name) => numberIn(form[name], ranges[name]));
  if (form.name.trim() === "" || stt === undefined || llm === undefined) return null;
  if (wrongNumbers(form, now.lexicon_version).length > 0 || repeats == null) return null;
  const systemPrompt = changedPrompts(form.prompts, now.system_prompts);
  return {
    name: form.name.trim(),
    repeats,
    changes: {
      ...(stt && { stt }),
      ...(llm && { llm }),
      ...(temperature != null && { temperature }),
      ...(seed != null && { seed }),
      ...(systemPrompt && { systemPrompt }),
      ...(form.voice !== asRecorded && { voice: form.voice }),
      ...(form.mode !== asRecorded && { mode: form.mode }),
      ...(lexicon != null && { lexiconVersion: lexicon }),
    },
  };
}

/** Undefined: the choice has no name yet; null: nothing changes. */
function modelOf(choice: string, name: string): ModelChoice | null | undefined {
  if (choice === asRecorded) return null;
  if (choice === sameServer) return name.trim() ? { kind: "same_server", model: name.trim() } : undefined;
  const [kind, ...rest] = choice.split(":");
  if (kind === "candidate") return { kind, candidateId: Number(rest.join(":")) };
  return { kind: "store", model: rest.join(":") };
}

function changedPrompts(typed: RunForm["prompts"], now: Record<Language, string>): RunChanges["systemPrompt"] {
  if (!typed) return undefined;
  const changed = languages.filter((language) => typed[language].trim() && typed[language] !== now[language]);
  return changed.length > 0 ? Object.fromEntries(changed.map((language) => [language, typed[language]])) : undefined;
}
