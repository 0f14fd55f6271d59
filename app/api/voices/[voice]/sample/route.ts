import type { NextRequest } from "next/server";
import { voiceSampleRequestSchema } from "@/lib/voice-sample";
import { authorise, requirePerson } from "@/server/access/actor";
import { parseInput } from "@/server/access/parse";
import type { RecordsContext } from "@/server/records/context";
import { getRuntime } from "@/server/web/runtime";
import { authenticatedRoute } from "../../../authenticated-route";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ voice: string }>({ GET: speak });

/** A sentence in a built-in voice as WAV: `?language=zh-TW|en&mode=fast|hq`. */
async function speak(request: NextRequest, { actor }: RecordsContext, params: { voice: string }): Promise<Response> {
  authorise(actor, "chat:use");
  const wanted = { ...Object.fromEntries(request.nextUrl.searchParams), ...params };
  const sample = parseInput(voiceSampleRequestSchema, wanted);
  const wav = await getRuntime().voiceSample(requirePerson(actor).userId, sample);
  const headers = {
    "Content-Type": "audio/wav",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
  };
  return new Response(new Uint8Array(wav), { headers });
}
