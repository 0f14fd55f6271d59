import { join } from "node:path";
import type { ConfiguredLimits } from "../../lib/limits";
import type { AccessSettings } from "../access/settings";
import type { ConversationSettings } from "../conversation/settings";
import { type InferenceSettings, servingOf } from "../inference/settings";
import { databaseFile } from "../platform/files/data-folder-layout";
import type { LogSettings } from "../platform/observability/settings";
import { readVariables, type SettingProblem } from "../platform/settings/variable";
import { ExplainedError, type Sentence, sentence } from "../platform/words/sentence";
import type { RecordsSettings } from "../records/data-settings";
import type { WebSettings } from "../web/settings";
import { configuredLimits } from "./configured-limits";
import { contradictions } from "./contradictions";
import { readSettingTexts } from "./settings-file";
import { variables } from "./variables";

/** The settings of all wings. Each wing's `settings.ts` defines their names, defaults and bounds. */
export interface Config
  extends LogSettings,
    AccessSettings,
    RecordsSettings,
    InferenceSettings,
    ConversationSettings,
    WebSettings {
  /** What the house may set while the server runs, as it was started. */
  readonly limits: ConfiguredLimits;
  readonly dataDir: string;
  readonly databasePath: string;
  /** Warnings about the environment, for the person who starts this program; one line each. */
  readonly warnings: readonly Sentence[];
}

/**
 * Reads the environment and the settings file; call it once, at start. Throws an ExplainedError that names each
 * invalid variable. `projectRoot` is the folder of package.json: the default data folder, and the place of `avatar.env`.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>, projectRoot: string): Config {
  const { texts, warnings } = readSettingTexts(environment, projectRoot);
  const { settings, problems } = readVariables(variables, texts, projectRoot);
  if (problems.length > 0) throw invalid(problems);
  const conflicts = contradictions(settings, texts);
  if (conflicts.length > 0) throw invalid(conflicts);
  const { models, ...others } = settings;
  const limits = configuredLimits(settings, texts);
  const serving = { stt: servingOf(models.stt), llm: servingOf(models.llm), tts: servingOf(models.tts) };
  return Object.freeze({ ...others, serving, limits, databasePath: join(others.dataDir, databaseFile), warnings });
}

function invalid(problems: readonly SettingProblem[]): Error {
  return new ExplainedError([
    sentence("The configuration is not valid:"),
    ...problems.map(({ name, message: problem }) => sentence("  {name}: {problem}", { name, problem })),
    sentence("See docs/configuration.md."),
  ]);
}
