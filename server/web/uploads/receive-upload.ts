import { mkdir, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { AppError } from "../../../lib/errors";
import { parseInput } from "../../access/parse";
import { temporaryPathFor } from "../../platform/files/atomic-file";
import { followSignals } from "../../platform/timing/followed-signals";
import { type FileRule, readForm, type UploadedFile } from "./read-form";

export interface UploadLimits {
  /** Uploads of one person at the same time. */
  perPerson: number;
  /** Of everybody. */
  total: number;
  /** A sender from whom nothing comes for so long is given up. */
  silentMs: number;
  /** The whole upload must be there by then; Node itself ends a request after 5 minutes. */
  withinMs: number;
}

const uploadLimits: UploadLimits = { perPerson: 2, total: 6, silentMs: 20_000, withinMs: 270_000 };
/** The form around the files: boundaries, headers and text fields. */
const formBytes = 131_072;
const retryAfterS = 3;

export interface UploadRequest<Name extends string, Fields extends z.ZodType> {
  /** Where the files are put, under names of their own, mode 0600; created when it is missing. */
  folder: string;
  personId: number;
  /** The form's file fields, by name. */
  files: Record<Name, FileRule>;
  /** The schema of all text fields together; a strict object refuses others. */
  fields: Fields;
  /** Gives the upload up. */
  signal?: AbortSignal;
  /** Called when the request's head is accepted, before its body is read: a client may wait for this to send it. */
  onAccepted?: () => void;
}

export interface ReceivedUpload<Name extends string, Fields extends z.ZodType> {
  /** Whoever received them moves or deletes them. Optional files may be missing. */
  files: Partial<Record<Name, UploadedFile>>;
  fields: z.output<Fields>;
}

/** Receives forms with files. A server has one, because it counts all of them together. */
export interface UploadReceiver {
  /**
   * Streams a request's `multipart/form-data` to the disk. Too large a body is refused by its Content-Length before
   * anything is read. Rejects with `bad_request` (no such form, or broken off), `invalid_input`, `upload_too_large`,
   * `rate_limited`, `request_timeout`, `storage_failed`, or the signal's reason; then nothing is left on the disk, and
   * the request is open for `refuseUpload` to answer.
   */
  receive<Name extends string, Fields extends z.ZodType>(
    request: IncomingMessage,
    upload: UploadRequest<Name, Fields>,
  ): Promise<ReceivedUpload<Name, Fields>>;
}

export function createUploadReceiver(limits: UploadLimits = uploadLimits): UploadReceiver {
  const ofPerson = new Map<number, number>();
  let total = 0;

  async function withinLimits<T>(personId: number, work: () => Promise<T>): Promise<T> {
    const own = ofPerson.get(personId) ?? 0;
    if (own >= limits.perPerson || total >= limits.total) {
      throw new AppError("rate_limited", "Too many uploads at the same time. Try again in a moment.", { retryAfterS });
    }
    total++;
    ofPerson.set(personId, own + 1);
    try {
      return await work();
    } finally {
      total--;
      const left = (ofPerson.get(personId) ?? 1) - 1;
      if (left > 0) ofPerson.set(personId, left);
      else ofPerson.delete(personId);
    }
  }

  return {
    receive(request, { folder, personId, files, fields, signal, onAccepted }) {
      return withinLimits(personId, async () => {
        const maxBytes = formBytes + Object.values<FileRule>(files).reduce((sum, rule) => sum + rule.maxBytes, 0);
        requireForm(request, maxBytes);
        onAccepted?.();
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const pathOf = (name: string) => temporaryPathFor(`${folder}/${name}`);
        const paths = Object.fromEntries(Object.keys(files).map((name) => [name, pathOf(name)]));
        const followed = followSignals(signal ? [signal] : []);
        const timeout = () => followed.abort(new AppError("request_timeout"));
        const timer = setTimeout(timeout, limits.withinMs);
        try {
          const { silentMs } = limits;
          const form = await readForm(request, { rules: files, paths, maxBytes, silentMs, signal: followed.signal });
          return {
            files: form.files as Partial<Record<string, UploadedFile>>,
            fields: parseInput(fields, form.fields),
          };
        } catch (error) {
          await Promise.all(Object.values(paths).map((path) => rm(path, { force: true })));
          throw error;
        } finally {
          clearTimeout(timer);
          followed.release();
        }
      });
    },
  };
}

function requireForm({ headers }: IncomingMessage, maxBytes: number): void {
  const type = headers["content-type"] ?? "";
  if (!/^multipart\/form-data\s*;.*\bboundary=/i.test(type)) {
    throw new AppError("bad_request", "Send the file as multipart/form-data.");
  }
  if (Number(headers["content-length"] ?? 0) > maxBytes) throw new AppError("upload_too_large");
}
