import type { NextRequest } from "next/server";
import { personaTrialSchema } from "@/lib/personas/trial";
import { authorise } from "@/server/access/actor";
import { parseInput } from "@/server/access/parse";
import type { RecordsContext } from "@/server/records/context";
import { getRuntime } from "@/server/web/runtime";
import { authenticatedRoute } from "../authenticated-route";
import { jsonBody } from "../json-body";
import { privateJson } from "../private-json";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({ POST: answer });

/** `{language, prompt, before: [{said, reply}], text}` → `{reply, is_cut}`: how a persona would answer; nothing is stored. */
async function answer(request: NextRequest, { actor }: RecordsContext): Promise<Response> {
  authorise(actor, "settings:manage_house");
  const trial = parseInput(personaTrialSchema, await jsonBody(request));
  return privateJson(await getRuntime().personaTrial(trial));
}
