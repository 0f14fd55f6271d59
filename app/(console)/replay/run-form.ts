import type { Language, SpeechMode } from "@/lib/languages";
import { languages } from "@/lib/languages";
import { defaultRepeats, type ModelChoice, mostRepeats, type RunChanges } from "@/lib/replay/run";
import { typedNumber } from "./typed-values";

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

/** What it changes; null while something in it does not fit. `prompts`: those that people are answered with now. */
export function runOf(
  form: RunForm,
  prompts: Record<Language, string>,
): { name: string; repeats: number; changes: RunChanges } | null {
  const stt = modelOf(form.stt, form.sttName);
  const llm = modelOf(form.llm, form.llmName);
  const temperature = typedNumber(form.temperature, { zero: true });
  const seed = typedNumber(form.seed, { zero: true });
  const lexicon = typedNumber(form.lexicon, { zero: true });
  const repeats = typedNumber(form.repeats);
  const isWhole = (value: number | null) => value === null || Number.isInteger(value);
  if (form.name.trim() === "" || stt === undefined || llm === undefined) return null;
  if (temperature !== null && !(temperature <= 2)) return null;
  if (!isWhole(seed) || !isWhole(lexicon) || !isWhole(repeats)) return null;
  if (repeats === null || repeats > mostRepeats) return null;
  const systemPrompt = changedPrompts(form.prompts, prompts);
  return {
    name: form.name.trim(),
    repeats,
    changes: {
      ...(stt && { stt }),
      ...(llm && { llm }),
      ...(temperature !== null && { temperature }),
      ...(seed !== null && { seed }),
      ...(systemPrompt && { systemPrompt }),
      ...(form.voice !== asRecorded && { voice: form.voice }),
      ...(form.mode !== asRecorded && { mode: form.mode }),
      ...(lexicon !== null && { lexiconVersion: lexicon }),
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
