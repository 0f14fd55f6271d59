"use server";
import { z } from "zod";
import { answered } from "@/app/answered";
import { AppError } from "@/lib/errors";
import { parseLexiconCsv } from "@/lib/lexicon-csv";
import { candidateServerSchema } from "@/lib/replay/candidate-server";
import type { ServerCheck } from "@/lib/replay/server-check";
import { authorise } from "@/server/access/actor";
import { parseInput } from "@/server/access/parse";
import { undoHouseChange } from "@/server/records/house-changes/house-changes";
import { changeLexicon } from "@/server/records/lexicon/change-lexicon";
import { choosePersona } from "@/server/records/personas/persona-in-use";
import { retirePersona } from "@/server/records/personas/retire-persona";
import { changePersona, createPersona } from "@/server/records/personas/save-persona";
import { addTag } from "@/server/records/quality-tags/add-tag";
import { renameTag, retireTag } from "@/server/records/quality-tags/change-tag";
import {
  addCandidateServer,
  listCandidateServers,
  removeCandidateServer,
  restoreCandidateServer,
} from "@/server/records/replays/candidate-servers";
import { decideForHouse } from "@/server/records/settings/decide";
import { requireContext } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { maxCsvChars } from "./lexicon/max-csv";

// What comes from a page is unchecked, whatever its type says: each verb parses its input.

export const changeLexiconAction = answered(async (input: Parameters<typeof changeLexicon>[1]) =>
  changeLexicon(await requireContext(), input),
);

/** What a file says; nothing is changed. */
export const readLexiconCsvAction = answered(async (text: string) => {
  authorise((await requireContext()).actor, "settings:manage_house");
  return parseLexiconCsv(parseInput(z.string().max(maxCsvChars), text));
});

export const addTagAction = answered(async (input: Parameters<typeof addTag>[1]) =>
  addTag(await requireContext(), input),
);

export const renameTagAction = answered(async (input: Parameters<typeof renameTag>[1]) =>
  renameTag(await requireContext(), input),
);

export const retireTagAction = answered(async (input: Parameters<typeof retireTag>[1]) =>
  retireTag(await requireContext(), input),
);

/** Adds the server when it answers; says what it answered. */
export const addCandidateServerAction = answered(
  async (input: z.input<typeof candidateServerSchema>): Promise<ServerCheck> => {
    const ctx = await requireContext();
    authorise(ctx.actor, "settings:manage_house");
    const server = parseInput(candidateServerSchema, input);
    const check = await getRuntime().checkServer(server);
    if (check.answers) await addCandidateServer(ctx, server);
    return check;
  },
);

export const checkCandidateServerAction = answered(async (candidateId: number): Promise<ServerCheck> => {
  const ctx = await requireContext();
  authorise(ctx.actor, "settings:manage_house");
  const server = (await listCandidateServers(ctx)).find(({ id }) => id === candidateId);
  if (!server?.url) throw new AppError("not_found");
  return getRuntime().checkServer({ role: server.role, url: server.url, model: server.model });
});

export const removeCandidateServerAction = answered(async (input: Parameters<typeof removeCandidateServer>[1]) =>
  removeCandidateServer(await requireContext(), input),
);

export const restoreCandidateServerAction = answered(async (input: Parameters<typeof restoreCandidateServer>[1]) =>
  restoreCandidateServer(await requireContext(), input),
);

export const decideForHouseAction = answered(async (input: Parameters<typeof decideForHouse>[1]) =>
  decideForHouse(await requireContext(), input),
);

export const undoHouseChangeAction = answered(async (input: Parameters<typeof undoHouseChange>[1]) =>
  undoHouseChange(await requireContext(), input),
);

export const createPersonaAction = answered(async (input: Parameters<typeof createPersona>[1]) =>
  createPersona(await requireContext(), input),
);

export const changePersonaAction = answered(async (input: Parameters<typeof changePersona>[1]) =>
  changePersona(await requireContext(), input),
);

export const retirePersonaAction = answered(async (input: Parameters<typeof retirePersona>[1]) =>
  retirePersona(await requireContext(), input),
);

export const choosePersonaAction = answered(async (input: Parameters<typeof choosePersona>[1]) =>
  choosePersona(await requireContext(), input),
);
