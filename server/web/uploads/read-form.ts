import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";
import { AppError } from "../../../lib/errors";
import { syncFile } from "../../platform/files/atomic-file";
import { deferred } from "../../platform/timing/deferred";
import { onAbort } from "../../platform/timing/on-abort";

export interface FileRule {
  maxBytes: number;
  isOptional?: boolean;
  /** Why this sender may not send it: told when the file begins, not after it was read. */
  refusal?: AppError | null;
}

export interface UploadedFile {
  path: string;
  sizeBytes: number;
}

const limits = { fieldBytes: 16_384, fields: 20, nameBytes: 100, headerPairs: 20, headerBytes: 4_096 };

interface FormOptions {
  rules: Record<string, FileRule>;
  /** Where each file is written. They must not exist. */
  paths: Record<string, string>;
  /** Of the whole body. */
  maxBytes: number;
  silentMs: number;
  signal: AbortSignal;
}

/**
 * Reads a form from a request and writes its files durably, as fast as the disk takes them; none is empty. On failure
 * it may leave part of a file, which is closed by then, and the request stays open.
 */
export async function readForm(
  request: IncomingMessage,
  { rules, paths, maxBytes, silentMs, signal }: FormOptions,
): Promise<{ files: Record<string, UploadedFile>; fields: Record<string, string> }> {
  const failure = deferred<never>();
  const fail = (error: unknown) => failure.reject(error);
  const orFailure = <T>(promise: Promise<T>): Promise<T> => Promise.race([promise, failure.promise]);
  const invalid = (message: string) => fail(new AppError("invalid_input", message));

  const form = openForm(request, rules, fail);
  const finished = once(form, "finish");
  finished.catch(() => undefined);
  const fields = new Map<string, string>();
  const writes = new Map<string, { stream: WriteStream; done: Promise<void> }>();

  form.on("file", (name: string, file: Readable) => {
    // An error without a listener would end the server. The disk's own error arrives here first, too.
    file.on("error", (error) => fail(fileFailure(error)));
    const path = Object.hasOwn(rules, name) ? paths[name] : undefined;
    if (path === undefined || writes.has(name)) {
      file.resume();
      invalid(`There is no file field of this name, or there are two: ${Object.keys(rules).join(", ")}.`);
      return;
    }
    const refusal = rules[name]?.refusal;
    if (refusal) {
      file.resume();
      fail(refusal);
      return;
    }
    const ruled = rules[name]?.maxBytes ?? 0;
    let bytes = 0;
    file.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > ruled) fail(new AppError("upload_too_large"));
    });
    const stream = createWriteStream(path, { flags: "wx", mode: 0o600 });
    const done = pipeline(file, stream).catch((error: unknown) => fail(fileFailure(error)));
    writes.set(name, { stream, done: done as Promise<void> });
  });
  form.on("field", (name, value, isNameCut, isValueCut) => {
    if (isNameCut || isValueCut) invalid("A field is too long.");
    else if (fields.has(name)) invalid("A field is there twice.");
    else fields.set(name, value);
  });

  const silence = setTimeout(() => fail(new AppError("request_timeout")), silentMs);
  const stopListening = onAbort(signal, fail);
  try {
    await pump(request, form, { maxBytes, orFailure, onChunk: () => silence.refresh() });
    await orFailure(finished);
    await orFailure(Promise.all([...writes.values()].map(({ done }) => done)));
    const missing = Object.keys(rules).filter((name) => !rules[name]?.isOptional && !writes.has(name));
    if (missing.length > 0) throw new AppError("invalid_input", `A file is missing: ${missing.join(", ")}.`);
    const files = [...writes].map(([name, { stream }]) => {
      return [name, { path: paths[name] ?? "", sizeBytes: stream.bytesWritten }] as const;
    });
    const empty = files.filter(([, { sizeBytes }]) => sizeBytes === 0).map(([name]) => name);
    if (empty.length > 0) throw new AppError("invalid_input", `A file is empty: ${empty.join(", ")}.`);
    // A written consent is to outlast a power cut.
    const synced = files.map(([, { path }]) => syncFile(path).catch((error) => Promise.reject(fileFailure(error))));
    await orFailure(Promise.all(synced));
    return { files: Object.fromEntries(files), fields: Object.fromEntries(fields) };
  } catch (error) {
    form.destroy();
    for (const { stream } of writes.values()) stream.destroy();
    await Promise.all([...writes.values()].map(({ stream }) => stream.closed || once(stream, "close").catch(() => 0)));
    throw error;
  } finally {
    clearTimeout(silence);
    stopListening();
  }
}

function openForm(
  request: IncomingMessage,
  rules: Record<string, FileRule>,
  fail: (error: unknown) => void,
): BusboyInstance {
  const form = new Busboy({
    headers: request.headers as BusboyHeaders,
    limits: {
      fieldNameSize: limits.nameBytes,
      fieldSize: limits.fieldBytes,
      fields: limits.fields,
      files: Object.keys(rules).length,
      headerPairs: limits.headerPairs,
      headerSize: limits.headerBytes,
    },
    // A file field is one by its name: what a client says of a part's type and name is not asked.
    isPartAFile: (name, _, fileName) => fileName !== undefined || (name !== undefined && Object.hasOwn(rules, name)),
  });
  form.on("error", () => fail(brokenOff()));
  for (const event of ["filesLimit", "fieldsLimit", "partsLimit"] as const) {
    form.on(event, () => fail(new AppError("invalid_input", "There are too many files or fields.")));
  }
  return form;
}

/** Gives the form each chunk of the request when it has taken the one before. */
async function pump(
  request: IncomingMessage,
  form: BusboyInstance,
  options: { maxBytes: number; orFailure: <T>(promise: Promise<T>) => Promise<T>; onChunk: () => void },
): Promise<void> {
  const { maxBytes, orFailure, onChunk } = options;
  // A refused request must stay open: the answer still has to reach the client.
  const chunks = (request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let bytes = 0;
  try {
    for (;;) {
      const next = await orFailure(chunks.next().catch(() => Promise.reject(brokenOff())));
      if (next.done) break;
      bytes += next.value.length;
      if (bytes > maxBytes) throw new AppError("upload_too_large");
      await orFailure(new Promise<void>((resolve) => form.write(next.value, () => resolve())));
      onChunk();
    }
  } finally {
    // Not awaited: it ends with the next chunk, which may never come.
    void chunks.return?.().catch(() => undefined);
  }
  form.end();
}

const brokenOff = () => new AppError("bad_request", "The form is broken off, or is no form.");

/** Errors of the disk have a system call; any other one is the form's. */
function fileFailure(error: unknown): unknown {
  const isFromDisk = (error as NodeJS.ErrnoException | null)?.syscall !== undefined;
  return isFromDisk ? new AppError("storage_failed", undefined, { cause: error }) : brokenOff();
}
