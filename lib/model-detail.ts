/**
 * What a model is doing or why it failed, as codes that pages translate (`system.details.<code>` in messages/), each
 * with the values that its text needs. `ModelStatus.detail` says the same in English, with more detail, for /health
 * and the log.
 */
export const modelDetails = {
  // Embedded models that are being prepared
  downloading: ["source"],
  /** Another AVATAR on this machine is downloading the same files. */
  downloading_elsewhere: [],
  /** A better model than the one that is shown is being downloaded. */
  downloading_instead: ["name"],
  restarting: [],
  /** An administrator ended its process; whoever needs the model starts it again. */
  unloaded: [],
  // Embedded models that failed
  download_failed: [],
  load_failed: [],
  /** Not enough free memory; the values with their unit. */
  memory_short: ["needed", "available"],
  crashed_repeatedly: [],
  // Model servers
  server_loading: ["url"],
  server_unreachable: ["url"],
  server_silent: ["url", "seconds"],
  server_refuses_key: ["url"],
  server_error: ["url", "status"],
  server_incompatible: ["url"],
  server_lacks_model: ["url", "model"],
  /** The server has no list of models, and the settings name none. */
  server_lists_nothing: ["url", "variable"],
  // Model servers that AVATAR starts itself: the same names as the states and failures of server/inference/processes
  starting: [],
  not_startable: [],
  exited: [],
  start_timeout: [],
  unresponsive: [],
  out_of_memory: [],
  circuit_open: [],
  port_in_use: [],
} as const satisfies Record<string, readonly string[]>;

export type ModelDetailCode = keyof typeof modelDetails;
export const modelDetailCodes = Object.keys(modelDetails) as [ModelDetailCode, ...ModelDetailCode[]];
/** The values that go with a code. */
export type ModelDetailValues<Code extends ModelDetailCode> = Record<
  (typeof modelDetails)[Code][number],
  string | number
>;
