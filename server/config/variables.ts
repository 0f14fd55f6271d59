import { accessVariables } from "../access/settings";
import { conversationVariables } from "../conversation/settings";
import { inferenceVariables } from "../inference/settings";
import { logVariables } from "../platform/observability/settings";
import { listVariables } from "../platform/settings/variable";
import { recordsVariables } from "../records/data-settings";
import { webVariables } from "../web/settings";

/** The variables that AVATAR reads from the environment or the settings file, each in docs/configuration.md. */
export const variables = {
  ...logVariables,
  ...accessVariables,
  ...recordsVariables,
  ...inferenceVariables,
  ...conversationVariables,
  ...webVariables,
};

const all = listVariables(variables);
/** Their names; a test compares docs/configuration.md with them. */
export const environmentVariables = all.map(({ name }) => name);
export const verbatimVariables = all.flatMap(({ name, isVerbatim }) => (isVerbatim ? [name] : []));
