"use client";
import { useEffect, useRef, useState } from "react";
import { recordingToSend } from "@/lib/client/wav-of-file";
import { AppError, errorCodeOf } from "@/lib/errors";
import type { Language } from "@/lib/languages";
import { useOneAtATime } from "../../use-one-at-a-time";
import { sendForm } from "../send-form";

/** As the server has it: a larger file is refused before it is sent. */
const maxRecordingBytes = 100 * 1_048_576;

interface UploadOptions {
  language: Language;
  /** The server has it, as this draft. */
  onSent: (draftId: number) => void;
}

/** Brings a recording to the server, decoded here where the server could not read it. */
export function useUpload({ language, onSent }: UploadOptions) {
  const [share, setShare] = useState<number | null>(null);
  const cancel = useRef<AbortController | null>(null);
  useEffect(() => () => cancel.current?.abort(), []);
  const upload = useOneAtATime({
    mutationFn: async (file: Blob) => {
      cancel.current = new AbortController();
      const { signal } = cancel.current;
      setShare(null);
      if (file.size > maxRecordingBytes) throw new AppError("upload_too_large");
      if (file.size === 0) throw new AppError("audio_unreadable");
      const form = new FormData();
      form.set("language", language);
      form.set("file", await recordingToSend(file), "recording");
      signal.throwIfAborted();
      const sent = await sendForm<{ profile_id: number }>("/api/voice-drafts", form, { signal, onProgress: setShare });
      return sent.profile_id;
    },
    onSuccess: onSent,
  });
  const isCancelled = upload.error instanceof DOMException && upload.error.name === "AbortError";
  return {
    send: (file: Blob) => upload.mutate(file),
    cancel: () => cancel.current?.abort(),
    isSending: upload.isPending,
    /** 0 to 1; null while it is being decoded here. */
    share,
    errorCode: upload.isError && !isCancelled ? errorCodeOf(upload.error) : null,
  };
}
