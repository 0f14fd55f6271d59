import type { NextRequest } from "next/server";
import { lexiconSampleSchema } from "@/lib/lexicon-sample";
import { authorise } from "@/server/access/actor";
import { parseInput } from "@/server/access/parse";
import type { RecordsContext } from "@/server/records/context";
import { getRuntime } from "@/server/web/runtime";
import { authenticatedRoute } from "../../authenticated-route";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({ GET: speak });

/** What an entry makes a voice say, as WAV: `?language=zh-TW|en&becomes=…&pronunciation=…`. */
async function speak(request: NextRequest, { actor }: RecordsContext): Promise<Response> {
  authorise(actor, "settings:manage_house");
  const sample = parseInput(lexiconSampleSchema, Object.fromEntries(request.nextUrl.searchParams));
  const wav = await getRuntime().lexiconSample(sample);
  const headers = {
    "Content-Type": "audio/wav",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
  };
  return new Response(new Uint8Array(wav), { headers });
}
