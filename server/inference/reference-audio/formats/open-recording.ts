import type { ChildProcess } from "node:child_process";
import type { FileHandle } from "node:fs/promises";
import { AppError } from "../../../../lib/errors";
import { ByteReader } from "./byte-reader";
import { compressedBlocks } from "./compressed";
import type { OpenedRecording, SoundBlock } from "./contract";
import { foreignBlocks } from "./ffmpeg";
import { id3Bytes, sniffedBytes, sniffFormat } from "./sniff-format";
import { wavBlocks } from "./wav";

export interface OpenOptions {
  path: string;
  /** Null: there is none on this machine. */
  ffmpeg: string | null;
  maxS: number;
  onProgram: (child: ChildProcess) => void;
}

/** Finds out what a file holds, and reads it. Throws `audio_unsupported` for what is no audio that can be read. */
export async function openRecording(
  file: FileHandle,
  { path, ffmpeg, maxS, onProgram }: OpenOptions,
): Promise<OpenedRecording> {
  const { size } = await file.stat();
  if (size === 0) throw new AppError("audio_unreadable", "The file is empty.");
  const bytes = new ByteReader(file, size);
  let head = await bytes.peek(sniffedBytes);
  for (let tag = id3Bytes(head); tag > 0 && bytes.position < size; tag = id3Bytes(head)) {
    bytes.skip(tag);
    head = await bytes.peek(sniffedBytes);
  }
  const format = sniffFormat(head);
  if (!format) throw new AppError("audio_unsupported");
  let fullScale = 0.9999;
  const onFullScale = (from: number) => {
    fullScale = from;
  };
  const open = (): AsyncIterable<SoundBlock> => {
    if (format === "wav") return wavBlocks(bytes, onFullScale);
    if (format === "webm" || format === "m4a" || format === "aac") {
      if (!ffmpeg) {
        throw new AppError(
          "audio_unsupported",
          "WebM, M4A and AAC need ffmpeg on the server, which is not there. Send WAV, MP3, FLAC or OGG.",
        );
      }
      return foreignBlocks(format, { path, ffmpeg, maxS, onStart: onProgram }, onFullScale);
    }
    return compressedBlocks(format, bytes);
  };
  return { format, blocks: open(), fullScale: () => fullScale, readShare: () => bytes.position / size };
}
