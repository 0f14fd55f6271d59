import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { NextRequest } from "next/server";
import { AppError } from "@/lib/errors";
import { parseByteRange } from "./byte-range";

const privateHeaders = {
  // Recordings of people must be kept by no shared cache and not on the browser's disk.
  "Cache-Control": "private, no-store",
  "X-Content-Type-Options": "nosniff",
};

/**
 * Streams a recording; honours Range, so that players can seek: 200, 206 or 416. Throws AppError `not_found` when the
 * file or its content is gone.
 */
export async function sendWav(request: NextRequest, path: string): Promise<Response> {
  const answer = await openAnswer(path);
  try {
    const wanted = parseByteRange(request.headers.get("range"), answer.size);
    const headers = new Headers({ ...privateHeaders, "Content-Type": "audio/wav", "Accept-Ranges": "bytes" });
    if (wanted === "unsatisfiable") {
      headers.set("Content-Range", `bytes */${answer.size}`);
      return new Response(null, { status: 416, headers });
    }
    if (wanted) headers.set("Content-Range", `bytes ${wanted.start}-${wanted.end}/${answer.size}`);
    const part = wanted ?? { start: 0, end: answer.size - 1 };
    return answer.send(part, { status: wanted ? 206 : 200, headers }, request.method === "HEAD");
  } finally {
    await answer.closeUnsent();
  }
}

/**
 * Sends what somebody uploaded, whatever it is, as a file to keep: a browser never shows it as a page of this server.
 * Throws as `sendWav` does.
 */
export async function sendDownload(request: NextRequest, file: { path: string; name: string }): Promise<Response> {
  const answer = await openAnswer(file.path);
  try {
    const headers = new Headers({
      ...privateHeaders,
      "Content-Type": "application/octet-stream",
      "Content-Disposition": attachmentNamed(file.name),
      "Content-Security-Policy": "sandbox; default-src 'none'",
    });
    return answer.send({ start: 0, end: answer.size - 1 }, { status: 200, headers }, request.method === "HEAD");
  } finally {
    await answer.closeUnsent();
  }
}

/** RFC 6266: a plain name for old programs, and the whole one in UTF-8. */
function attachmentNamed(name: string): string {
  const line = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/gu, "_").toWellFormed();
  const plain = line.replace(/[^\w .()-]/g, "_");
  const encoded = encodeURIComponent(line).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

async function openAnswer(path: string) {
  const file = await openRegular(path);
  let isSent = false;
  const closeUnsent = async () => {
    if (!isSent) await file.close();
  };
  const { size } = await file.stat();
  if (size === 0) {
    await closeUnsent();
    throw new AppError("not_found");
  }
  const send = (
    part: { start: number; end: number },
    init: { status: number; headers: Headers },
    headOnly: boolean,
  ) => {
    init.headers.set("Content-Length", String(part.end - part.start + 1));
    if (headOnly) return new Response(null, init);
    isSent = true;
    const body = Readable.toWeb(file.createReadStream(part)) as ReadableStream<Uint8Array>;
    return new Response(body as BodyInit, init);
  };
  return { size, send, closeUnsent };
}

async function openRegular(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new AppError("not_found");
    throw error;
  }
}
