import type { RunOffer } from "@/lib/replay/views";
import { formatVoiceId } from "@/lib/voices";
import { readLexicon } from "@/server/records/lexicon/read-lexicon";
import { listCandidateServers } from "@/server/records/replays/candidate-servers";
import { listProfiles } from "@/server/records/voice-profiles/list-profiles";
import { getRuntime } from "@/server/web/runtime";
import { authenticatedRoute } from "../../authenticated-route";
import { privateJson } from "../../private-json";

/** What a new run can change on this machine now: `RunOffer`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  async GET(_request, ctx) {
    const runtime = getRuntime();
    const candidates = await listCandidateServers(ctx);
    const { speech, voices, runModels } = runtime;
    const cloned = speech().canClone ? await listProfiles(ctx) : [];
    const offer: RunOffer = {
      ...(await runModels()),
      candidates: candidates.map(({ role, id, name }) => ({ role, id, name })),
      voices: [
        ...voices().map(({ name, label, language }) => ({
          voice: formatVoiceId({ kind: "builtin", name }),
          name: label,
          languages: [language],
        })),
        ...cloned
          .filter(({ state, is_own, visibility }) => state === "ready" && (is_own || visibility === "house"))
          .map(({ id, name, language }) => ({ voice: String(id), name, languages: [language] })),
      ],
      lexicon_version: (await readLexicon(ctx)).version,
    };
    return privateJson(offer);
  },
});
