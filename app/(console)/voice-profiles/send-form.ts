import { AppError, errorCodeOf } from "@/lib/errors";

/**
 * Posts a form with a file and tells how much of it is on its way. `fetch` knows nothing of that. Throws AppError with
 * the answer's code.
 */
export function sendForm<Answer>(
  path: string,
  form: FormData,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total);
    };
    request.onload = () => {
      const answer: unknown = request.response;
      if (request.status >= 200 && request.status < 300) resolve(answer as Answer);
      else reject(new AppError(refusalOf(request.status, answer)));
    };
    request.onerror = () => reject(new AppError("pages_unavailable"));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}

/** A server that refuses a large file before it has read it may close the connection without a body that can be read. */
function refusalOf(status: number, answer: unknown) {
  const code = errorCodeOf((answer as { error?: unknown } | null)?.error);
  return code === "internal" && status === 413 ? "message_too_large" : code;
}
