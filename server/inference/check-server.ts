import type { CandidateRole } from "../../lib/replay/candidate-server";
import type { ServerCheck } from "../../lib/replay/server-check";
import { ProbeFailure, probeModelServer } from "./engines/remote/probe";

const timeoutMs = 10_000;

export interface CheckedServer {
  role: CandidateRole;
  /** As `modelServerUrlSchema` gives it. */
  url: string;
  model: string | null;
}
export type CheckServer = (server: CheckedServer) => Promise<ServerCheck>;

/** Asks a server once, without a key, whether it serves the model, or any; no call is made of the model itself. */
export const checkServer: CheckServer = async (server) => {
  const limits = { timeoutMs, tryTimeoutMs: timeoutMs };
  const options = { ...server, ...limits, apiKey: null, tryModel: () => Promise.resolve() };
  try {
    const found = await probeModelServer(options, new AbortController().signal);
    // Runs ask for this name without a conversation that would show that it isn't there.
    if (found.listed === "unlisted")
      return { answers: false, code: "server_lacks_model", values: { url: server.url, model: found.name } };
    return { answers: true, model: found.name };
  } catch (error) {
    if (!(error instanceof ProbeFailure)) throw error;
    const { detail_code, detail_values } = error.detail;
    return {
      answers: false,
      code: detail_code ?? "server_unreachable",
      values: detail_values ?? { url: server.url },
    };
  }
};
