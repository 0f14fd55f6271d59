import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { AppError } from "@/lib/errors";
import { parseByteRange } from "./byte-range";

const headers = {
  "Content-Type": "audio/wav",
  "Accept-Ranges": "bytes",
  // Recordings of people must be kept by no shared cache and not on the browser's disk.
  "Cache-Control": "private, no-store",
  "X-Content-Type-Options": "nosniff",
};

/** Streams a recording: 200, 206 or 416. Throws AppError `not_found` when the file or its content is gone. */
export async function sendWav(path: string, range: string | null, headOnly: boolean): Promise<Response> {
  const file = await openRecording(path);
  let streaming = false;
  try {
    const { size } = await file.stat();
    if (size === 0) throw new AppError("not_found");
    const wanted = parseByteRange(range, size);
    if (wanted === "unsatisfiable") {
      return new Response(null, { status: 416, headers: { ...headers, "Content-Range": `bytes */${size}` } });
    }
    const { start, end } = wanted ?? { start: 0, end: size - 1 };
    const answer = { status: wanted ? 206 : 200, headers: new Headers(headers) };
    answer.headers.set("Content-Length", String(end - start + 1));
    if (wanted) answer.headers.set("Content-Range", `bytes ${start}-${end}/${size}`);
    if (headOnly) return new Response(null, answer);
    streaming = true;
    const body = Readable.toWeb(file.createReadStream({ start, end })) as ReadableStream<Uint8Array>;
    return new Response(body as BodyInit, answer);
  } finally {
    if (!streaming) await file.close();
  }
}

async function openRecording(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new AppError("not_found");
    throw error;
  }
}
